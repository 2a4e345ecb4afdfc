package io.flowmeter.accounting.booking;

import static io.flowmeter.accounting.db.Tables.CREDIT_ADJUSTMENTS;
import static io.flowmeter.accounting.db.Tables.CREDIT_ALLOCATIONS;
import static org.jooq.impl.DSL.row;

import io.flowmeter.accounting.db.tables.records.CreditAdjustmentsRecord;
import io.flowmeter.accounting.db.tables.records.CreditAllocationsRecord;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.accounting.ledger.Grant;
import io.flowmeter.accounting.ledger.History;
import io.flowmeter.accounting.ledger.Ledger;
import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.identity.UserId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads what late facts fold again. Uses are added up by the database between the moments at which
 * something else happens (a grant, an adjustment, an expiry), and between snapshots in which
 * nothing else happens their sum is known already: so a million of them come back as a few sums, of
 * which only some are read.
 */
@Component
class Histories {
  // Index-only scans, one for each range: the offset keeps the planner, whose statistics may be
  // old, from reading a whole life and filtering. Of two uses of one moment, the ids say which
  // comes first.
  private static final String USES_WITHIN =
      """
      select width_bucket(u.occurred_at, w.edges) as bucket,
             max(u.occurred_at) as occurred_at,
             case when u.occurred_at = w.edges[width_bucket(u.occurred_at, w.edges)] then u.event_id end as event_id,
             sum(u.credits) as credits,
             count(*) as facts
        from (select {1}::timestamptz[] as edges offset 0) w,
             unnest({2}::timestamptz[], {3}::uuid[], {4}::timestamptz[], {5}::uuid[])
               r (after_at, after_id, until_at, until_id),
             lateral (select occurred_at, event_id, credits
                        from usage_records
                       where user_id = {0}
                         and occurred_at >= r.after_at and (occurred_at > r.after_at or event_id > r.after_id)
                         and occurred_at <= r.until_at and (occurred_at < r.until_at or event_id <= r.until_id)
                      offset 0) u
       group by 1, 3
      """;
  // After all real ones of its moment.
  private static final UUID LAST = new UUID(-1, -1);
  private static final Position END = new Position(Instant.parse("9999-12-31T00:00:00Z"), LAST);

  private final DSLContext sql;
  private final Snapshots snapshots;

  Histories(DSLContext sql, Snapshots snapshots) {
    this.sql = sql;
    this.snapshots = snapshots;
  }

  /**
   * The histories that these people's late facts need. Snapshots that the late facts make wrong are
   * taken anew; a far beginning gets one, too, as another fact of that age is likely.
   *
   * @param grants all of these people's
   */
  Map<UserId, History> before(Map<UserId, List<Fact>> late, Map<UserId, List<Grant>> grants) {
    Map<UserId, History> histories = new HashMap<>();
    late.forEach(
        (user, facts) ->
            histories.put(user, before(user, facts, grants.getOrDefault(user, List.of()))));
    return histories;
  }

  private History before(UserId user, List<Fact> late, List<Grant> grants) {
    Map<UUID, Grant> byId = new HashMap<>();
    grants.forEach(grant -> byId.put(grant.allocationId(), grant));
    Position first = Collections.min(late).at();
    Ledger from = snapshots.before(user, first, byId);
    List<Snapshots.Mark> marks = snapshots.marks(user, first);
    Read read = since(user, from, late, marks);
    snapshots.forgetFrom(user, first);
    Ledger start = read.history().before(first);
    if (snapshots.isFar(read.count()) && start.upTo().isAfter(from.upTo())) {
      snapshots.save(user, List.of(start));
    }
    List<Position> positions = marks.stream().map(Snapshots.Mark::at).toList();
    snapshots.save(user, read.history().with(late).states(positions));
    return read.history();
  }

  /** A person's whole history. */
  History all(UserId user) {
    return since(user, Ledger.EMPTY, List.of(), List.of()).history();
  }

  /**
   * @param count how many facts were read for it
   */
  private record Read(History history, long count) {}

  /**
   * @param marks later positions up to which the sum of uses is known
   */
  private Read since(UserId user, Ledger from, Collection<Fact> late, List<Snapshots.Mark> marks) {
    List<Fact> facts = new ArrayList<>();
    facts.addAll(granted(user, from.upTo()));
    facts.addAll(adjusted(user, from.upTo()));
    long count = facts.size();
    NavigableSet<Instant> edges = turningPoints(from, facts, late);
    List<Range> unknown = new ArrayList<>();
    Position after = from.upTo();
    Credits spent = from.spent();
    for (Snapshots.Mark mark : marks) {
      Range range = new Range(after, mark.at());
      if (range.hasAnyOf(edges)) unknown.add(range);
      else facts.add(new Fact.Used(mark.at(), mark.spent().minus(spent)));
      after = mark.at();
      spent = mark.spent();
    }
    unknown.add(new Range(after, END));
    marks.forEach(mark -> edges.add(mark.at().occurredAt()));
    for (var uses : uses(user, unknown, edges)) {
      facts.add(uses.fact());
      count += uses.count();
    }
    return new Read(new History(from, facts), count);
  }

  private record Range(Position after, Position until) {
    boolean hasAnyOf(NavigableSet<Instant> moments) {
      Instant next = moments.ceiling(after.occurredAt());
      return next != null && !next.isAfter(until.occurredAt());
    }
  }

  // Before and after each of these, uses may draw from other grants.
  private static NavigableSet<Instant> turningPoints(
      Ledger from, Collection<Fact> facts, Collection<Fact> late) {
    NavigableSet<Instant> moments = new TreeSet<>();
    moments.add(from.upTo().occurredAt());
    from.grants().forEach(grant -> add(moments, grant.expiresAt()));
    for (var some : List.of(facts, late)) {
      for (Fact fact : some) {
        moments.add(fact.at().occurredAt());
        switch (fact) {
          case Fact.Granted granted -> add(moments, granted.expiresAt());
          case Fact.Adjusted adjusted -> add(moments, adjusted.expiresAt());
          case Fact.Used _ -> {}
        }
      }
    }
    return moments;
  }

  private static void add(Set<Instant> moments, @Nullable Instant moment) {
    if (moment != null) moments.add(moment);
  }

  private record Uses(Fact.Used fact, long count) {}

  private List<Uses> uses(UserId user, List<Range> within, NavigableSet<Instant> edges) {
    return sql.fetch(
            USES_WITHIN,
            user.value(),
            edges.toArray(Instant[]::new),
            within.stream().map(range -> range.after().occurredAt()).toArray(Instant[]::new),
            within.stream().map(range -> range.after().eventId()).toArray(UUID[]::new),
            within.stream().map(range -> range.until().occurredAt()).toArray(Instant[]::new),
            within.stream().map(range -> range.until().eventId()).toArray(UUID[]::new))
        .map(
            row -> {
              UUID id = row.get("event_id", UUID.class);
              Instant last = row.get("occurred_at", OffsetDateTime.class).toInstant();
              long credits = row.get("credits", BigDecimal.class).longValueExact();
              return new Uses(
                  new Fact.Used(new Position(last, id == null ? LAST : id), Credits.of(credits)),
                  row.get("facts", Long.class));
            });
  }

  private List<Fact> granted(UserId user, Position after) {
    return sql.selectFrom(CREDIT_ALLOCATIONS)
        .where(CREDIT_ALLOCATIONS.USER_ID.eq(user.value()))
        .and(CREDIT_ALLOCATIONS.ADJUSTMENT.isFalse())
        .and(
            row(CREDIT_ALLOCATIONS.ALLOCATED_AT, CREDIT_ALLOCATIONS.EVENT_ID)
                .gt(after.occurredAt(), after.eventId()))
        .fetch(Histories::granted);
  }

  private List<Fact> adjusted(UserId user, Position after) {
    return sql.selectFrom(CREDIT_ADJUSTMENTS)
        .where(CREDIT_ADJUSTMENTS.USER_ID.eq(user.value()))
        .and(CREDIT_ADJUSTMENTS.CREDITS.ne(0L))
        .and(
            row(CREDIT_ADJUSTMENTS.ADJUSTED_AT, CREDIT_ADJUSTMENTS.EVENT_ID)
                .gt(after.occurredAt(), after.eventId()))
        .fetch(Histories::adjusted);
  }

  private static Fact granted(CreditAllocationsRecord row) {
    return new Fact.Granted(
        new Position(row.getAllocatedAt(), row.getEventId()),
        row.getAllocationId(),
        Credits.of(row.getTotalCredits()),
        row.getPriority(),
        row.getExpiresAt());
  }

  private static Fact adjusted(CreditAdjustmentsRecord row) {
    return new Fact.Adjusted(
        new Position(row.getAdjustedAt(), row.getEventId()),
        row.getAdjustmentId(),
        row.getCredits(),
        row.getExpiresAt());
  }
}
