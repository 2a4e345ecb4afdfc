package io.flowmeter.accounting.allocation;

import io.flowmeter.accounting.account.Person;
import io.flowmeter.accounting.booking.Book;
import io.flowmeter.accounting.booking.Books;
import io.flowmeter.accounting.input.IdempotencyKey;
import io.flowmeter.accounting.ledger.AllocationPolicy;
import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.accounting.outbox.Outbox;
import io.flowmeter.accounting.supervisor.Permission;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.eventing.OutgoingEvent;
import io.flowmeter.events.CreditsAllocated;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gives credits: the grant, its booking and its event commit together. */
@Component
class Allocations {
  private final Changes changes;
  private final Books books;
  private final AllocationRows rows;
  private final Permission permission;
  private final Outbox outbox;
  private final EventIds ids;

  Allocations(
      Changes changes,
      Books books,
      AllocationRows rows,
      Permission permission,
      Outbox outbox,
      EventIds ids) {
    this.changes = changes;
    this.books = books;
    this.rows = rows;
    this.permission = permission;
    this.outbox = outbox;
    this.ids = ids;
  }

  Allocation allocate(
      Person target, AllocationRequest request, Caller by, @Nullable IdempotencyKey key) {
    Permission.requirePowerOver(by, target);
    return changes.once(
        target.userId(),
        () -> Optional.ofNullable(key).flatMap(it -> rows.find(by.userId(), it)),
        open -> give(open, target.userId(), request, by, key));
  }

  private Allocation give(
      Map<UserId, Book> open,
      UserId target,
      AllocationRequest request,
      Caller by,
      @Nullable IdempotencyKey key) {
    Book book = Objects.requireNonNull(open.get(target));
    Fact.Granted fact = decide(book, request);
    permission.give(by, fact.credits(), fact.at().occurredAt());
    books.post(open, Map.of(target, List.of(fact)));
    books.write(open.values());
    outbox.add(List.of(OutgoingEvent.of(event(target, fact, request, by.userId()))));
    return rows.insert(book, fact, by.userId(), request.notes(), key);
  }

  private Fact.Granted decide(Book book, AllocationRequest request) {
    Instant now = books.now();
    var decision =
        AllocationPolicy.decide(
            book.ledger(),
            ids.next(),
            ids.next(),
            request.credits(),
            request.expiryAfter(now),
            now);
    return switch (decision) {
      case AllocationPolicy.Decision.Accepted(Fact.Granted fact) -> fact;
      case AllocationPolicy.Decision.Refused(String rule) ->
          throw new ApiException(400, request.creditsField() + " " + rule);
    };
  }

  private static CreditsAllocated event(
      UserId target, Fact.Granted fact, AllocationRequest request, UserId by) {
    return CreditsAllocated.newBuilder()
        .setEventId(fact.at().eventId())
        .setOccurredAt(fact.at().occurredAt())
        .setUserId(target.value())
        .setAllocationId(fact.allocationId())
        .setCredits(fact.credits().amount())
        .setPriority(fact.priority())
        .setExpiresAt(fact.expiresAt())
        .setReason(request.notes())
        .setAllocatedBy(by.value())
        .build();
  }
}
