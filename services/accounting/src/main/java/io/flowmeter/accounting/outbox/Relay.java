package io.flowmeter.accounting.outbox;

import static io.flowmeter.accounting.db.Tables.OUTBOX;
import static io.flowmeter.accounting.db.Tables.OUTBOX_SLOTS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.rand;
import static org.jooq.impl.DSL.selectOne;

import io.flowmeter.accounting.db.tables.records.OutboxRecord;
import io.flowmeter.eventing.EventCodec;
import io.flowmeter.eventing.EventPublisher;
import io.flowmeter.eventing.OutgoingEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Publishes what waits in the outbox. One slot is claimed by one instance at a time, so that the
 * events of one person are published in order by however many instances.
 */
@Component
class Relay {
  private final DSLContext sql;
  private final TransactionTemplate transaction;
  private final EventPublisher publisher;
  private final OutboxSettings settings;
  private final Counter published;

  Relay(
      DSLContext sql,
      TransactionTemplate transaction,
      EventPublisher publisher,
      OutboxSettings settings,
      MeterRegistry metrics) {
    this.sql = sql;
    this.transaction = transaction;
    this.publisher = publisher;
    this.settings = settings;
    this.published = metrics.counter("flowmeter.outbox.published");
  }

  /** Publishes all that waits in slots that no other instance has. */
  void drain() {
    while (Boolean.TRUE.equals(transaction.execute(_ -> publishOneSlot()))) {
      // Each claim is a transaction of its own.
    }
  }

  private boolean publishOneSlot() {
    Short slot =
        sql.select(OUTBOX_SLOTS.SLOT)
            .from(OUTBOX_SLOTS)
            .where(exists(selectOne().from(OUTBOX).where(OUTBOX.SLOT.eq(OUTBOX_SLOTS.SLOT))))
            .orderBy(rand())
            .limit(1)
            .forUpdate()
            .skipLocked()
            .fetchOne(OUTBOX_SLOTS.SLOT);
    if (slot == null) return false;
    List<OutboxRecord> waiting =
        sql.selectFrom(OUTBOX)
            .where(OUTBOX.SLOT.eq(slot))
            .orderBy(OUTBOX.ID)
            .limit(settings.batchEvents())
            .fetch();
    publisher.publishAll(waiting.stream().map(Relay::outgoing).toList());
    // A crash before the commit publishes them again: consumers know them by their ids.
    Long[] ids = waiting.stream().map(OutboxRecord::getId).toArray(Long[]::new);
    sql.deleteFrom(OUTBOX).where(OUTBOX.ID.eq(any(ids))).execute();
    published.increment(ids.length);
    return true;
  }

  private static OutgoingEvent outgoing(OutboxRecord row) {
    return new OutgoingEvent(EventCodec.decode(row.getPayload()), row.getTraceparent());
  }
}
