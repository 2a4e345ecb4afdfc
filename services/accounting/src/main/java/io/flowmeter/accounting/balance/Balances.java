package io.flowmeter.accounting.balance;

import static io.flowmeter.accounting.db.Tables.CREDIT_ALLOCATIONS;
import static io.flowmeter.accounting.db.Tables.STREAMING_SESSIONS;
import static io.flowmeter.accounting.db.Tables.USER_ACCOUNTS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;

import io.flowmeter.identity.UserId;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.springframework.stereotype.Component;

@Component
class Balances {
  private final DSLContext sql;
  private final Clock clock;

  Balances(DSLContext sql, Clock clock) {
    this.sql = sql;
    this.clock = clock;
  }

  /** One statement, so that all of it is of the same moment; the soonest expiry first. */
  Balance of(UserId userId) {
    Instant now = clock.instant();
    Field<BigDecimal> lapsed =
        field(
            select(coalesce(sum(STREAMING_SESSIONS.ALLOCATED_CREDITS), BigDecimal.ZERO))
                .from(STREAMING_SESSIONS)
                .where(STREAMING_SESSIONS.USER_ID.eq(USER_ACCOUNTS.USER_ID))
                .and(STREAMING_SESSIONS.STATUS.eq("active"))
                .and(STREAMING_SESSIONS.EXPIRES_AT.le(now)));
    var rows =
        sql.select(
                USER_ACCOUNTS.DEBT_CREDITS,
                USER_ACCOUNTS.HELD_CREDITS,
                lapsed,
                CREDIT_ALLOCATIONS.ID,
                CREDIT_ALLOCATIONS.REMAINING_CREDITS,
                CREDIT_ALLOCATIONS.EXPIRES_AT,
                CREDIT_ALLOCATIONS.ALLOCATED_AT)
            .from(USER_ACCOUNTS)
            .leftJoin(CREDIT_ALLOCATIONS)
            .on(CREDIT_ALLOCATIONS.USER_ID.eq(USER_ACCOUNTS.USER_ID))
            .and(CREDIT_ALLOCATIONS.OPEN.isTrue())
            .and(CREDIT_ALLOCATIONS.EXPIRES_AT.isNull().or(CREDIT_ALLOCATIONS.EXPIRES_AT.gt(now)))
            .where(USER_ACCOUNTS.USER_ID.eq(userId.value()))
            .orderBy(CREDIT_ALLOCATIONS.EXPIRES_AT.asc().nullsLast(), CREDIT_ALLOCATIONS.ID)
            .fetch();
    return balance(rows, lapsed);
  }

  private static Balance balance(Result<? extends Record> rows, Field<BigDecimal> lapsed) {
    if (rows.isEmpty()) return new Balance(0, 0, 0, List.of());
    List<Balance.ActiveAllocation> active =
        rows.stream()
            .filter(row -> row.get(CREDIT_ALLOCATIONS.ID) != null)
            .map(Balances::allocation)
            .toList();
    long credits = active.stream().mapToLong(Balance.ActiveAllocation::credits).sum();
    Record account = rows.getFirst();
    long total = credits - account.get(USER_ACCOUNTS.DEBT_CREDITS);
    long held = account.get(USER_ACCOUNTS.HELD_CREDITS) - account.get(lapsed).longValueExact();
    return new Balance(total, held, total - held, active);
  }

  private static Balance.ActiveAllocation allocation(Record row) {
    return new Balance.ActiveAllocation(
        row.get(CREDIT_ALLOCATIONS.ID),
        row.get(CREDIT_ALLOCATIONS.REMAINING_CREDITS),
        row.get(CREDIT_ALLOCATIONS.EXPIRES_AT),
        row.get(CREDIT_ALLOCATIONS.ALLOCATED_AT));
  }
}
