package io.flowmeter.accounting.outbox;

import static io.flowmeter.accounting.db.Tables.OUTBOX;

import io.flowmeter.accounting.sql.Rows;
import io.flowmeter.eventing.EventCodec;
import io.flowmeter.eventing.OutgoingEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Takes events into the running transaction, and wakes the relay as soon as that commits. */
@Component
public class Outbox {
  private final DSLContext sql;
  private final Clock clock;
  private final Wakeup wakeup;

  Outbox(DSLContext sql, Clock clock, Wakeup wakeup) {
    this.sql = sql;
    this.clock = clock;
    this.wakeup = wakeup;
  }

  /** To be called while holding the lock of each event's person, whose events it keeps in order. */
  public void add(List<OutgoingEvent> events) {
    if (events.isEmpty()) return;
    Instant now = clock.instant();
    Rows.of(events)
        .with(OUTBOX.TOPIC, event -> event.topic().topicName())
        .with(OUTBOX.RECORD_KEY, event -> event.envelope().userId())
        .with(OUTBOX.PAYLOAD, event -> EventCodec.encode(event.event()))
        .with(OUTBOX.TRACEPARENT, OutgoingEvent::traceparent)
        .with(OUTBOX.CREATED_AT, _ -> now)
        .insertInto(sql, OUTBOX);
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            wakeup.signal();
          }
        });
  }
}
