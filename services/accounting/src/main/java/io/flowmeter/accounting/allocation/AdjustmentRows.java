package io.flowmeter.accounting.allocation;

import static io.flowmeter.accounting.db.Tables.CREDIT_ADJUSTMENTS;

import io.flowmeter.accounting.input.IdempotencyKey;
import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Every correction that was asked for; one that found nothing to correct has 0 credits. */
@Component
class AdjustmentRows {
  private final DSLContext sql;

  AdjustmentRows(DSLContext sql) {
    this.sql = sql;
  }

  /** What the same request was answered before. */
  Optional<Adjustment> find(UserId by, IdempotencyKey key) {
    return sql.selectFrom(CREDIT_ADJUSTMENTS)
        .where(CREDIT_ADJUSTMENTS.ADJUSTED_BY.eq(by.value()))
        .and(CREDIT_ADJUSTMENTS.IDEMPOTENCY_KEY.eq(key.key()))
        .fetchOptional(
            row -> {
              key.requireSame(row.getRequestHash());
              return new Adjustment(
                  new UserId(row.getUserId()),
                  row.getCredits(),
                  row.getPreviousCredits(),
                  row.getNewCredits());
            });
  }

  void insert(
      Adjustment adjustment,
      UUID adjustmentId,
      Position at,
      @Nullable Instant expiresAt,
      AdjustmentRequest request,
      UserId by,
      @Nullable IdempotencyKey key) {
    var row = sql.newRecord(CREDIT_ADJUSTMENTS);
    row.setAdjustmentId(adjustmentId);
    row.setEventId(at.eventId());
    row.setUserId(adjustment.userId().value());
    row.setKind(request.kind().name().toLowerCase(Locale.ROOT));
    row.setCredits(adjustment.credits());
    row.setPreviousCredits(adjustment.previous());
    row.setNewCredits(adjustment.next());
    row.setExpiresAt(expiresAt);
    row.setReason(request.notes());
    row.setAdjustedBy(by.value());
    row.setAdjustedAt(at.occurredAt());
    if (key != null) {
      row.setIdempotencyKey(key.key());
      row.setRequestHash(key.requestHash());
    }
    row.insert();
  }
}
