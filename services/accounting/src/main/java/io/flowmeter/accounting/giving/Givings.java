package io.flowmeter.accounting.giving;

import static io.flowmeter.accounting.db.Tables.CREDIT_ADJUSTMENTS;
import static io.flowmeter.accounting.db.Tables.CREDIT_ALLOCATIONS;
import static io.flowmeter.accounting.db.Tables.USER_ACCOUNTS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.val;

import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
class Givings {
  // In place of no expiry, so that a page can begin after it.
  private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");
  private static final Field<Instant> EXPIRY = coalesce(CREDIT_ALLOCATIONS.EXPIRES_AT, val(NEVER));

  private final DSLContext sql;

  Givings(DSLContext sql) {
    this.sql = sql;
  }

  record Allocation(
      long id,
      String userId,
      long totalCredits,
      long remainingCredits,
      String allocatedBy,
      Instant allocatedAt,
      @Nullable Instant expiresAt,
      String notes,
      Account UserAccount) {}

  record Account(@Nullable String username, @Nullable String email) {}

  /**
   * @param kind allocation, set, remove or adjust
   * @param credits negative: taken
   */
  record Change(
      Instant at,
      String kind,
      String userId,
      long credits,
      String by,
      String reason,
      @Nullable Instant expiresAt) {}

  /** By user, then soonest expiry; the page after an allocation, or the first. */
  List<Allocation> allocations(@Nullable Long after, int atMost) {
    return sql.select(CREDIT_ALLOCATIONS.asterisk(), USER_ACCOUNTS.USERNAME, USER_ACCOUNTS.EMAIL)
        .from(CREDIT_ALLOCATIONS)
        .join(USER_ACCOUNTS)
        .on(USER_ACCOUNTS.USER_ID.eq(CREDIT_ALLOCATIONS.USER_ID))
        .where(after == null ? noCondition() : after(after))
        .orderBy(CREDIT_ALLOCATIONS.USER_ID, EXPIRY, CREDIT_ALLOCATIONS.ID)
        .limit(atMost)
        .fetch(
            row ->
                new Allocation(
                    row.get(CREDIT_ALLOCATIONS.ID),
                    row.get(CREDIT_ALLOCATIONS.USER_ID),
                    row.get(CREDIT_ALLOCATIONS.TOTAL_CREDITS),
                    row.get(CREDIT_ALLOCATIONS.REMAINING_CREDITS),
                    row.get(CREDIT_ALLOCATIONS.ALLOCATED_BY),
                    row.get(CREDIT_ALLOCATIONS.ALLOCATED_AT),
                    row.get(CREDIT_ALLOCATIONS.EXPIRES_AT),
                    row.get(CREDIT_ALLOCATIONS.NOTES),
                    new Account(row.get(USER_ACCOUNTS.USERNAME), row.get(USER_ACCOUNTS.EMAIL))));
  }

  private Condition after(long id) {
    var last =
        sql.select(CREDIT_ALLOCATIONS.USER_ID, EXPIRY)
            .from(CREDIT_ALLOCATIONS)
            .where(CREDIT_ALLOCATIONS.ID.eq(id))
            .fetchOne();
    if (last == null) return noCondition();
    return row(CREDIT_ALLOCATIONS.USER_ID, EXPIRY, CREDIT_ALLOCATIONS.ID)
        .gt(last.value1(), last.value2(), id);
  }

  /** The newest first, of everybody and by everybody where not said otherwise. */
  List<Change> changes(
      Optional<UserId> by, Optional<UserId> to, @Nullable Instant before, int atMost) {
    var given =
        sql.select(
                CREDIT_ALLOCATIONS.ALLOCATED_AT,
                inline("allocation"),
                CREDIT_ALLOCATIONS.USER_ID,
                CREDIT_ALLOCATIONS.TOTAL_CREDITS,
                CREDIT_ALLOCATIONS.ALLOCATED_BY,
                CREDIT_ALLOCATIONS.NOTES,
                CREDIT_ALLOCATIONS.EXPIRES_AT)
            .from(CREDIT_ALLOCATIONS)
            .where(CREDIT_ALLOCATIONS.ADJUSTMENT.isFalse())
            .and(is(CREDIT_ALLOCATIONS.ALLOCATED_BY, by))
            .and(is(CREDIT_ALLOCATIONS.USER_ID, to))
            .and(before == null ? noCondition() : CREDIT_ALLOCATIONS.ALLOCATED_AT.lt(before))
            .orderBy(CREDIT_ALLOCATIONS.ALLOCATED_AT.desc())
            .limit(atMost);
    var adjusted =
        sql.select(
                CREDIT_ADJUSTMENTS.ADJUSTED_AT,
                CREDIT_ADJUSTMENTS.KIND,
                CREDIT_ADJUSTMENTS.USER_ID,
                CREDIT_ADJUSTMENTS.CREDITS,
                CREDIT_ADJUSTMENTS.ADJUSTED_BY,
                CREDIT_ADJUSTMENTS.REASON,
                CREDIT_ADJUSTMENTS.EXPIRES_AT)
            .from(CREDIT_ADJUSTMENTS)
            .where(is(CREDIT_ADJUSTMENTS.ADJUSTED_BY, by))
            .and(is(CREDIT_ADJUSTMENTS.USER_ID, to))
            .and(before == null ? noCondition() : CREDIT_ADJUSTMENTS.ADJUSTED_AT.lt(before))
            .orderBy(CREDIT_ADJUSTMENTS.ADJUSTED_AT.desc())
            .limit(atMost);
    return given
        .unionAll(adjusted)
        .orderBy(inline(1).desc())
        .limit(atMost)
        .fetch(
            row ->
                new Change(
                    row.value1(),
                    row.value2(),
                    row.value3(),
                    row.value4(),
                    row.value5(),
                    row.value6(),
                    row.value7()));
  }

  private static Condition is(Field<String> field, Optional<UserId> user) {
    return user.map(id -> field.eq(id.value())).orElse(noCondition());
  }
}
