package io.flowmeter.accounting.allocation;

import static io.flowmeter.accounting.db.Tables.CREDIT_ALLOCATIONS;

import io.flowmeter.accounting.db.tables.records.CreditAllocationsRecord;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.accounting.ledger.Grant;
import io.flowmeter.identity.UserId;
import java.util.Arrays;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
class AllocationRows {
  private final DSLContext sql;

  AllocationRows(DSLContext sql) {
    this.sql = sql;
  }

  record Repeated(Allocation allocation, boolean sameContent) {}

  Optional<Repeated> find(UserId allocatedBy, IdempotencyKey key) {
    return sql.selectFrom(CREDIT_ALLOCATIONS)
        .where(CREDIT_ALLOCATIONS.ALLOCATED_BY.eq(allocatedBy.value()))
        .and(CREDIT_ALLOCATIONS.IDEMPOTENCY_KEY.eq(key.key()))
        .fetchOptional(
            row ->
                new Repeated(
                    allocation(row), Arrays.equals(row.getRequestHash(), key.requestHash())));
  }

  Allocation insert(
      UserId user,
      Fact.Granted fact,
      Grant grant,
      UserId allocatedBy,
      String notes,
      @Nullable IdempotencyKey key) {
    var row = sql.newRecord(CREDIT_ALLOCATIONS);
    row.setAllocationId(fact.allocationId());
    row.setEventId(fact.at().eventId());
    row.setUserId(user.value());
    row.setTotalCredits(grant.total().amount());
    row.setRemainingCredits(grant.remaining().amount());
    row.setExpiredCredits(grant.expired().amount());
    row.setPriority(grant.priority());
    row.setAllocatedBy(allocatedBy.value());
    row.setAllocatedAt(grant.grantedAt());
    row.setExpiresAt(grant.expiresAt());
    row.setNotes(notes);
    if (key != null) {
      row.setIdempotencyKey(key.key());
      row.setRequestHash(key.requestHash());
    }
    row.insert();
    return allocation(row);
  }

  private static Allocation allocation(CreditAllocationsRecord row) {
    return new Allocation(
        row.getId(),
        new UserId(row.getUserId()),
        Credits.of(row.getTotalCredits()),
        Credits.of(row.getRemainingCredits()),
        row.getExpiresAt());
  }
}
