package io.flowmeter.accounting.booking;

import static io.flowmeter.accounting.db.Tables.LEDGER_SNAPSHOTS;
import static org.jooq.impl.DSL.row;

import io.flowmeter.accounting.db.tables.records.LedgerSnapshotsRecord;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Grant;
import io.flowmeter.accounting.ledger.Ledger;
import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.identity.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.Condition;
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
      sql.insertInto(LEDGER_SNAPSHOTS)
          .set(snapshot(book.userId(), book.ledger()))
          .onConflictDoNothing()
          .execute();
      book.snapshotTaken();
    }
  }

  /** Whether so many facts were folded again that their beginning is worth a snapshot. */
  boolean isFar(long facts) {
    return facts >= interval;
  }

  /** Keeps states of which there are none yet. */
  void save(UserId user, Collection<Ledger> states) {
    Map<Position, LedgerSnapshotsRecord> rows = new LinkedHashMap<>();
    states.forEach(state -> rows.put(state.upTo(), snapshot(user, state)));
    sql.batchInsert(rows.values()).execute();
  }

  private LedgerSnapshotsRecord snapshot(UserId user, Ledger ledger) {
    List<Grant> open = ledger.grants().stream().filter(g -> !g.remaining().isNone()).toList();
    var snapshot = new LedgerSnapshotsRecord();
    snapshot.setUserId(user.value());
    snapshot.setOccurredAt(ledger.upTo().occurredAt());
    snapshot.setEventId(ledger.upTo().eventId());
    snapshot.setDebtCredits(ledger.debt().amount());
    snapshot.setSpentCredits(ledger.spent().amount());
    snapshot.setRemovedCredits(ledger.removed().amount());
    snapshot.setAllocationIds(open.stream().map(Grant::allocationId).toArray(UUID[]::new));
    snapshot.setRemaining(open.stream().map(g -> g.remaining().amount()).toArray(Long[]::new));
    return snapshot;
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

  /** A state's position, and all that was used up to it. */
  record Mark(Position at, Credits spent) {}

  /** The marks of the states from a position on, in order. */
  List<Mark> marks(UserId user, Position from) {
    return sql.select(
            LEDGER_SNAPSHOTS.OCCURRED_AT, LEDGER_SNAPSHOTS.EVENT_ID, LEDGER_SNAPSHOTS.SPENT_CREDITS)
        .from(LEDGER_SNAPSHOTS)
        .where(isFrom(user, from))
        .orderBy(LEDGER_SNAPSHOTS.OCCURRED_AT, LEDGER_SNAPSHOTS.EVENT_ID)
        .fetch(row -> new Mark(new Position(row.value1(), row.value2()), Credits.of(row.value3())));
  }

  void forgetFrom(UserId user, Position position) {
    sql.deleteFrom(LEDGER_SNAPSHOTS).where(isFrom(user, position)).execute();
  }

  private static Condition isFrom(UserId user, Position position) {
    return LEDGER_SNAPSHOTS
        .USER_ID
        .eq(user.value())
        .and(
            row(LEDGER_SNAPSHOTS.OCCURRED_AT, LEDGER_SNAPSHOTS.EVENT_ID)
                .ge(position.occurredAt(), position.eventId()));
  }
}
