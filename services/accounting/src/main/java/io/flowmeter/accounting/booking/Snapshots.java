package io.flowmeter.accounting.booking;

import static io.flowmeter.accounting.db.Tables.LEDGER_SNAPSHOTS;
import static org.jooq.impl.DSL.row;

import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Grant;
import io.flowmeter.accounting.ledger.Ledger;
import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.identity.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Earlier states of ledgers, from which late facts fold again. */
@Component
class Snapshots {
  private final DSLContext sql;
  private final int interval;

  /**
   * @param interval facts of one person between two snapshots, about
   */
  Snapshots(
      DSLContext sql, @Value("${flowmeter.ledger.snapshot-interval-facts:1000}") int interval) {
    this.sql = sql;
    this.interval = interval;
  }

  void takeWhereDue(Collection<Book> books) {
    List<Book> due = books.stream().filter(book -> book.factsSinceSnapshot() >= interval).toList();
    for (Book book : due) {
      save(book.userId(), book.ledger());
      book.snapshotTaken();
    }
  }

  /** Whether so many facts were folded again that their beginning is worth a snapshot. */
  boolean isFar(long facts) {
    return facts >= interval;
  }

  void save(UserId user, Ledger ledger) {
    List<Grant> open = ledger.grants().stream().filter(g -> !g.remaining().isNone()).toList();
    var snapshot = sql.newRecord(LEDGER_SNAPSHOTS);
    snapshot.setUserId(user.value());
    snapshot.setOccurredAt(ledger.upTo().occurredAt());
    snapshot.setEventId(ledger.upTo().eventId());
    snapshot.setDebtCredits(ledger.debt().amount());
    snapshot.setSpentCredits(ledger.spent().amount());
    snapshot.setRemovedCredits(ledger.removed().amount());
    snapshot.setAllocationIds(open.stream().map(Grant::allocationId).toArray(UUID[]::new));
    snapshot.setRemaining(open.stream().map(g -> g.remaining().amount()).toArray(Long[]::new));
    sql.insertInto(LEDGER_SNAPSHOTS).set(snapshot).onConflictDoNothing().execute();
  }

  /** The newest state before a position; none is the beginning. */
  Ledger before(UserId user, Position position, Map<UUID, Grant> grants) {
    var found =
        sql.selectFrom(LEDGER_SNAPSHOTS)
            .where(LEDGER_SNAPSHOTS.USER_ID.eq(user.value()))
            .and(
                row(LEDGER_SNAPSHOTS.OCCURRED_AT, LEDGER_SNAPSHOTS.EVENT_ID)
                    .lt(position.occurredAt(), position.eventId()))
            .orderBy(LEDGER_SNAPSHOTS.OCCURRED_AT.desc(), LEDGER_SNAPSHOTS.EVENT_ID.desc())
            .limit(1)
            .fetchOne();
    if (found == null) return Ledger.EMPTY;
    List<Grant> open = new ArrayList<>();
    UUID[] ids = found.getAllocationIds();
    for (int i = 0; i < ids.length; i++) {
      Grant grant = Objects.requireNonNull(grants.get(ids[i]), "a snapshot's grant is gone");
      open.add(grant.leaving(Credits.of(found.getRemaining()[i])));
    }
    return Ledger.of(
        open,
        Credits.of(found.getDebtCredits()),
        Credits.of(found.getSpentCredits()),
        Credits.of(found.getRemovedCredits()),
        new Position(found.getOccurredAt(), found.getEventId()));
  }

  void forgetFrom(UserId user, Position position) {
    sql.deleteFrom(LEDGER_SNAPSHOTS)
        .where(LEDGER_SNAPSHOTS.USER_ID.eq(user.value()))
        .and(
            row(LEDGER_SNAPSHOTS.OCCURRED_AT, LEDGER_SNAPSHOTS.EVENT_ID)
                .ge(position.occurredAt(), position.eventId()))
        .execute();
  }
}
