package io.flowmeter.accounting.allocation;

import static io.flowmeter.accounting.db.Tables.CREDIT_ALLOCATIONS;

import io.flowmeter.accounting.booking.Book;
import io.flowmeter.accounting.db.tables.records.CreditAllocationsRecord;
import io.flowmeter.accounting.input.IdempotencyKey;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.accounting.ledger.Grant;
import io.flowmeter.identity.UserId;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
class AllocationRows {
  private final DSLContext sql;

  AllocationRows(DSLContext sql) {
    this.sql = sql;
  }

  Optional<Allocation> find(UserId allocatedBy, IdempotencyKey key) {
    return sql.selectFrom(CREDIT_ALLOCATIONS)
        .where(CREDIT_ALLOCATIONS.ALLOCATED_BY.eq(allocatedBy.value()))
        .and(CREDIT_ALLOCATIONS.IDEMPOTENCY_KEY.eq(key.key()))
        .fetchOptional(
            row -> {
              key.requireSame(row.getRequestHash());
              return allocation(row);
            });
  }

  /** The grant that a raise is; its fact is the adjustment. */
  void insert(Book book, Fact.Adjusted raise, UserId by, String notes) {
    Grant grant = grant(book, raise.adjustmentId());
    var row = row(book.userId(), raise.at().eventId(), grant, by, notes);
    row.setAdjustment(true);
    row.insert();
  }

  Allocation insert(
      Book book, Fact.Granted fact, UserId by, String notes, @Nullable IdempotencyKey key) {
    Grant grant = grant(book, fact.allocationId());
    var row = row(book.userId(), fact.at().eventId(), grant, by, notes);
    if (key != null) {
      row.setIdempotencyKey(key.key());
      row.setRequestHash(key.requestHash());
    }
    row.insert();
    return allocation(row);
  }

  private CreditAllocationsRecord row(
      UserId user, UUID eventId, Grant grant, UserId by, String notes) {
    var row = sql.newRecord(CREDIT_ALLOCATIONS);
    row.setAllocationId(grant.allocationId());
    row.setEventId(eventId);
    row.setUserId(user.value());
    row.setTotalCredits(grant.total().amount());
    row.setRemainingCredits(grant.remaining().amount());
    row.setExpiredCredits(grant.expired().amount());
    row.setPriority(grant.priority());
    row.setAllocatedBy(by.value());
    row.setAllocatedAt(grant.grantedAt());
    row.setExpiresAt(grant.expiresAt());
    row.setNotes(notes);
    return row;
  }

  private static Grant grant(Book book, UUID allocationId) {
    return book.ledger().grants().stream()
        .filter(grant -> grant.allocationId().equals(allocationId))
        .findFirst()
        .orElseThrow();
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
