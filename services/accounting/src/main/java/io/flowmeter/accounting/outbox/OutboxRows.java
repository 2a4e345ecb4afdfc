package io.flowmeter.accounting.outbox;

import static io.flowmeter.accounting.db.Tables.OUTBOX;
import static io.flowmeter.accounting.db.Tables.OUTBOX_SLOTS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectFrom;
import static org.jooq.impl.DSL.selectOne;

import io.flowmeter.accounting.db.tables.records.OutboxRecord;
import java.time.Instant;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.SelectConditionStep;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What waits in the outbox, slot by slot. */
@Component
class OutboxRows {
  private final DSLContext sql;

  OutboxRows(DSLContext sql) {
    this.sql = sql;
  }

  /**
   * Takes every slot in which something can be published, except those that another instance has,
   * until the transaction ends.
   */
  List<Short> claim(Instant now) {
    lookAlongIndexes();
    return look(now).forUpdate().skipLocked().fetch(OUTBOX_SLOTS.SLOT);
  }

  /**
   * For the rest of the transaction. The outbox is empty at one moment and long at the next, so a
   * plan that is kept, and one made for as many rows as were once counted, is wrong: the first read
   * everything for each row of a backlog, the second makes a bitmap of all that was ever published,
   * as only a walk along an index leaves out the next time what it found deleted.
   */
  private void lookAlongIndexes() {
    sql.execute(
        """
        select set_config('enable_bitmapscan', 'off', true),
               set_config('enable_seqscan', 'off', true)
        """);
  }

  SelectConditionStep<Record1<Short>> look(Instant now) {
    // The first in order: asked whether any exists, the planner reads and hashes all that waits.
    Field<Long> first =
        field(
            select(OUTBOX.ID)
                .from(OUTBOX)
                .where(OUTBOX.SLOT.eq(OUTBOX_SLOTS.SLOT))
                .and(isDue(now))
                .orderBy(OUTBOX.ID)
                .limit(1));
    return sql.select(OUTBOX_SLOTS.SLOT).from(OUTBOX_SLOTS).where(first.isNotNull());
  }

  /** The first of each slot, so that a long queue in one holds up no other. */
  List<OutboxRecord> due(List<Short> slots, Instant now, int mostOfEach) {
    var first =
        selectFrom(OUTBOX)
            .where(OUTBOX.SLOT.eq(OUTBOX_SLOTS.SLOT))
            .and(isDue(now))
            .orderBy(OUTBOX.ID)
            .limit(mostOfEach)
            .asTable("first");
    return sql.select(first.fields())
        .from(OUTBOX_SLOTS)
        .crossJoin(lateral(first))
        .where(OUTBOX_SLOTS.SLOT.eq(any(slots.toArray(Short[]::new))))
        .fetchInto(OUTBOX);
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
