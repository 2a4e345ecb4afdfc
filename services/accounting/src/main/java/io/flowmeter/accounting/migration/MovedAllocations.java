package io.flowmeter.accounting.migration;

import static io.flowmeter.accounting.db.Tables.CREDIT_ALLOCATIONS;
import static org.jooq.impl.DSL.any;

import io.flowmeter.accounting.account.Accounts;
import io.flowmeter.accounting.allocation.RequestedAllocations;
import io.flowmeter.accounting.allocation.RequestedAllocations.Request;
import io.flowmeter.accounting.booking.Books;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.usage.Moved;
import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Gives what was left of the predecessor's allocations, each once, to its own expiry. */
@Component
class MovedAllocations {
  private final Accounts accounts;
  private final Books books;
  private final RequestedAllocations allocations;
  private final DSLContext sql;
  private final TransactionTemplate transaction;

  MovedAllocations(
      Accounts accounts,
      Books books,
      RequestedAllocations allocations,
      DSLContext sql,
      TransactionTemplate transaction) {
    this.accounts = accounts;
    this.books = books;
    this.allocations = allocations;
    this.sql = sql;
    this.transaction = transaction;
  }

  /**
   * @param credits that were left of it
   */
  record Row(long id, UserId user, Credits credits, Instant expiresAt, String notes) {

    /** Of two predecessors' numbers one may be the same, but nobody's id. */
    UUID allocationId() {
      return UUID.nameUUIDFromBytes(
          "predecessor's allocation\n%s\n%d".formatted(user, id).getBytes(StandardCharsets.UTF_8));
    }
  }

  private record Given(Credits credits, Instant expiresAt) {}

  /** One outcome for each row, in their order. */
  List<Moved> move(List<Row> rows, UserId by, boolean apply) {
    return Objects.requireNonNull(transaction.execute(_ -> inTransaction(rows, by, apply)));
  }

  private List<Moved> inTransaction(List<Row> rows, UserId by, boolean apply) {
    Set<UserId> present =
        accounts.present(rows.stream().map(Row::user).collect(Collectors.toSet()));
    // The lock makes a repetition at the same moment wait, until it can see what this one did.
    if (apply) books.open(present);
    Map<UUID, Given> given = given(rows);
    Instant now = books.now();
    List<Moved> outcomes = new ArrayList<>();
    List<Request> requests = new ArrayList<>();
    for (Row row : rows) {
      Moved outcome = decide(row, given, present, apply, now);
      outcomes.add(outcome);
      if (!outcome.equals(Moved.CREATED)) continue;
      given.put(row.allocationId(), new Given(row.credits(), row.expiresAt()));
      requests.add(
          new Request(
              row.user(),
              Optional.of(row.allocationId()),
              row.credits(),
              row.expiresAt(),
              row.notes(),
              by));
    }
    if (apply && !requests.isEmpty()) book(requests);
    return outcomes;
  }

  private void book(List<Request> requests) {
    try {
      allocations.book(requests);
    } catch (IllegalArgumentException | ArithmeticException overflow) {
      throw new ApiException(400, "allocations would raise a balance above " + Long.MAX_VALUE);
    }
  }

  private static Moved decide(
      Row row, Map<UUID, Given> given, Set<UserId> present, boolean apply, Instant now) {
    Given before = given.get(row.allocationId());
    if (before != null) {
      boolean same =
          before.credits().equals(row.credits()) && before.expiresAt().equals(row.expiresAt());
      if (same) return Moved.KNOWN;
      return Moved.refused(
          "was moved before, with %d credits until %s"
              .formatted(before.credits().amount(), before.expiresAt()));
    }
    if (!row.expiresAt().isAfter(now)) return Moved.refused("expiresAt is over");
    return apply && !present.contains(row.user()) ? Moved.NOBODY : Moved.CREATED;
  }

  private Map<UUID, Given> given(List<Row> rows) {
    UUID[] ids = rows.stream().map(Row::allocationId).toArray(UUID[]::new);
    Map<UUID, Given> given = new HashMap<>();
    sql.selectFrom(CREDIT_ALLOCATIONS)
        .where(CREDIT_ALLOCATIONS.ALLOCATION_ID.eq(any(ids)))
        .forEach(
            row ->
                given.put(
                    row.getAllocationId(),
                    new Given(Credits.of(row.getTotalCredits()), row.getExpiresAt())));
    return given;
  }
}
