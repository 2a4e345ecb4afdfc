package io.flowmeter.accounting.supervisor;

import static io.flowmeter.accounting.db.Tables.SUPERVISOR_LIMITS;
import static io.flowmeter.accounting.db.Tables.SUPERVISOR_MONTHS;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import io.flowmeter.accounting.db.tables.records.SupervisorLimitsRecord;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
class LimitRows {
  /** Stands for every supervisor without limits of their own. */
  static final String EVERYBODY = "*";

  private final DSLContext sql;

  LimitRows(DSLContext sql) {
    this.sql = sql;
  }

  Optional<Limit> of(UserId supervisor) {
    return sql.selectFrom(SUPERVISOR_LIMITS)
        .where(SUPERVISOR_LIMITS.SUPERVISOR_ID.in(supervisor.value(), EVERYBODY))
        .orderBy(SUPERVISOR_LIMITS.SUPERVISOR_ID.eq(EVERYBODY).asc(), SUPERVISOR_LIMITS.ID.desc())
        .limit(1)
        .fetchOptional(LimitRows::limit);
  }

  /** The newest of each. */
  List<SupervisorLimitsRecord> all() {
    return sql.selectFrom(SUPERVISOR_LIMITS)
        .where(
            SUPERVISOR_LIMITS.ID.in(
                select(max(SUPERVISOR_LIMITS.ID))
                    .from(SUPERVISOR_LIMITS)
                    .groupBy(SUPERVISOR_LIMITS.SUPERVISOR_ID)))
        .orderBy(SUPERVISOR_LIMITS.SUPERVISOR_ID)
        .fetch();
  }

  void set(String supervisor, Limit limit, UserId by, Instant now) {
    var row = sql.newRecord(SUPERVISOR_LIMITS);
    row.setSupervisorId(supervisor);
    row.setPerAllocation(amount(limit.perAllocation()));
    row.setPerMonth(amount(limit.perMonth()));
    row.setSetBy(by.value());
    row.setSetAt(now);
    row.insert();
  }

  /** Adds to what was given in a month, unless that went above {@code atMost}. */
  boolean give(UserId supervisor, LocalDate month, Credits credits, long atMost) {
    if (credits.amount() > atMost) return false;
    return sql.insertInto(SUPERVISOR_MONTHS)
            .set(SUPERVISOR_MONTHS.SUPERVISOR_ID, supervisor.value())
            .set(SUPERVISOR_MONTHS.MONTH, month)
            .set(SUPERVISOR_MONTHS.GIVEN_CREDITS, credits.amount())
            .onConflict(SUPERVISOR_MONTHS.SUPERVISOR_ID, SUPERVISOR_MONTHS.MONTH)
            .doUpdate()
            .set(
                SUPERVISOR_MONTHS.GIVEN_CREDITS,
                SUPERVISOR_MONTHS.GIVEN_CREDITS.plus(excluded(SUPERVISOR_MONTHS.GIVEN_CREDITS)))
            .where(SUPERVISOR_MONTHS.GIVEN_CREDITS.le(val(atMost - credits.amount())))
            .execute()
        == 1;
  }

  Map<String, Long> given(LocalDate month) {
    return sql.selectFrom(SUPERVISOR_MONTHS)
        .where(SUPERVISOR_MONTHS.MONTH.eq(month))
        .fetchMap(SUPERVISOR_MONTHS.SUPERVISOR_ID, SUPERVISOR_MONTHS.GIVEN_CREDITS);
  }

  private static Limit limit(SupervisorLimitsRecord row) {
    return new Limit(credits(row.getPerAllocation()), credits(row.getPerMonth()));
  }

  private static @Nullable Credits credits(@Nullable Long amount) {
    return amount == null ? null : Credits.of(amount);
  }

  private static @Nullable Long amount(@Nullable Credits credits) {
    return credits == null ? null : credits.amount();
  }
}
