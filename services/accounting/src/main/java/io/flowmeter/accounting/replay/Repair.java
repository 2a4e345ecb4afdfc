package io.flowmeter.accounting.replay;

import static io.flowmeter.accounting.db.Tables.CREDIT_ADJUSTMENTS;
import static io.flowmeter.accounting.db.Tables.CREDIT_ALLOCATIONS;
import static io.flowmeter.accounting.db.Tables.INBOX;
import static io.flowmeter.accounting.db.Tables.USAGE_RECORDS;
import static org.jooq.impl.DSL.any;

import io.flowmeter.accounting.inbox.FactConsumer;
import io.flowmeter.identity.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** Makes the stored facts those of the topics, through the consumers that book them in life. */
@Component
class Repair {
  private final DSLContext sql;
  private final FactReader reader;
  private final Map<String, FactConsumer> consumers;

  Repair(DSLContext sql, FactReader reader, List<FactConsumer> consumers) {
    this.sql = sql;
    this.reader = reader;
    this.consumers =
        consumers.stream().collect(Collectors.toMap(FactConsumer::topic, each -> each));
  }

  /** What is to be done. */
  static final class Plan {
    private final List<UUID> removed = new ArrayList<>();
    private final List<String> of = new ArrayList<>();
    private final List<UUID> forgotten = new ArrayList<>();
    private final List<StoredFact.Place> redelivered = new ArrayList<>();

    void remove(UserId user, Collection<UUID> events) {
      removed.addAll(events);
      forgotten.addAll(events);
      if (!events.isEmpty()) of.add(user.value());
    }

    /** Lets an event be received as if for the first time. */
    void forget(Collection<UUID> events) {
      forgotten.addAll(events);
    }

    void redeliver(Collection<StoredFact.Place> places) {
      redelivered.addAll(places);
    }
  }

  /** In the transaction it is called in, which has locked the accounts. */
  void perform(Plan plan) {
    UUID[] removed = plan.removed.toArray(UUID[]::new);
    String[] users = plan.of.toArray(String[]::new);
    sql.deleteFrom(USAGE_RECORDS)
        .where(USAGE_RECORDS.USER_ID.eq(any(users)))
        .and(USAGE_RECORDS.EVENT_ID.eq(any(removed)))
        .execute();
    sql.deleteFrom(CREDIT_ALLOCATIONS)
        .where(CREDIT_ALLOCATIONS.USER_ID.eq(any(users)))
        .and(CREDIT_ALLOCATIONS.EVENT_ID.eq(any(removed)))
        .execute();
    sql.deleteFrom(CREDIT_ADJUSTMENTS)
        .where(CREDIT_ADJUSTMENTS.USER_ID.eq(any(users)))
        .and(CREDIT_ADJUSTMENTS.EVENT_ID.eq(any(removed)))
        .execute();
    sql.deleteFrom(INBOX)
        .where(INBOX.EVENT_ID.eq(any(plan.forgotten.toArray(UUID[]::new))))
        .execute();
    reader.fetch(
        plan.redelivered,
        (topic, records) -> Objects.requireNonNull(consumers.get(topic)).receive(records));
  }
}
