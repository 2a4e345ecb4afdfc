package io.flowmeter.accounting.outbox;

import static io.flowmeter.accounting.db.Tables.OUTBOX;
import static io.flowmeter.accounting.db.Tables.OUTBOX_SLOTS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.rand;
import static org.jooq.impl.DSL.selectOne;

import io.flowmeter.accounting.db.tables.records.OutboxRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What waits in the outbox, slot by slot. */
@Component
class OutboxRows {
  private final DSLContext sql;

  OutboxRows(DSLContext sql) {
    this.sql = sql;
  }

  /** Takes a slot in which something can be published, until the transaction ends. */
  Optional<Short> claim(Instant now) {
    return sql.select(OUTBOX_SLOTS.SLOT)
        .from(OUTBOX_SLOTS)
        .where(
            exists(
                selectOne().from(OUTBOX).where(OUTBOX.SLOT.eq(OUTBOX_SLOTS.SLOT)).and(isDue(now))))
        .orderBy(rand())
        .limit(1)
        .forUpdate()
        .skipLocked()
        .fetchOptional(OUTBOX_SLOTS.SLOT);
  }

  List<OutboxRecord> due(short slot, Instant now, int atMost) {
    return sql.selectFrom(OUTBOX)
        .where(OUTBOX.SLOT.eq(slot))
        .and(isDue(now))
        .orderBy(OUTBOX.ID)
        .limit(atMost)
        .fetch();
  }

  /** Not dead, and behind nothing of the same key that is to be tried again later. */
  private static Condition isDue(Instant now) {
    var earlier = OUTBOX.as("earlier");
    return OUTBOX
        .DEAD_AT
        .isNull()
        .and(
            notExists(
                selectOne()
                    .from(earlier)
                    .where(earlier.RECORD_KEY.eq(OUTBOX.RECORD_KEY))
                    .and(earlier.RETRY_AT.gt(now))
                    .and(earlier.DEAD_AT.isNull())
                    .and(earlier.ID.le(OUTBOX.ID))));
  }

  void delete(List<Long> ids) {
    if (ids.isEmpty()) return;
    sql.deleteFrom(OUTBOX).where(OUTBOX.ID.eq(any(ids.toArray(Long[]::new)))).execute();
  }

  /** Notes a failure; with {@code deadAt} it is the last one. */
  void fail(OutboxRecord row, String failure, Instant retryAt, @Nullable Instant deadAt) {
    sql.update(OUTBOX)
        .set(OUTBOX.ATTEMPTS, (short) (row.getAttempts() + 1))
        .set(OUTBOX.FAILURE, failure)
        .set(OUTBOX.RETRY_AT, retryAt)
        .set(OUTBOX.DEAD_AT, deadAt)
        .where(OUTBOX.ID.eq(row.getId()))
        .execute();
  }

  int pending() {
    return sql.fetchCount(OUTBOX, OUTBOX.DEAD_AT.isNull());
  }

  int dead() {
    return sql.fetchCount(OUTBOX, OUTBOX.DEAD_AT.isNotNull());
  }
}
