package io.flowmeter.accounting.allocation;

import io.flowmeter.accounting.account.Accounts;
import io.flowmeter.accounting.booking.Book;
import io.flowmeter.accounting.booking.Books;
import io.flowmeter.accounting.ledger.AllocationPolicy;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.accounting.outbox.Outbox;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.eventing.OutgoingEvent;
import io.flowmeter.events.CreditsAllocated;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Gives credits that were asked for elsewhere, in the transaction it is called in. */
@Component
public class RequestedAllocations {
  private final Accounts accounts;
  private final Books books;
  private final AllocationRows rows;
  private final Outbox outbox;
  private final EventIds ids;

  RequestedAllocations(
      Accounts accounts, Books books, AllocationRows rows, Outbox outbox, EventIds ids) {
    this.accounts = accounts;
    this.books = books;
    this.rows = rows;
    this.outbox = outbox;
    this.ids = ids;
  }

  public record Request(UserId user, Credits credits, String reason, UserId by) {}

  private record Granted(Request request, Fact.Granted fact) {}

  /**
   * @throws IllegalArgumentException if one cannot be granted, ever
   */
  public void book(List<Request> requests) {
    var users = requests.stream().map(Request::user).collect(Collectors.toSet());
    accounts.ensure(users);
    Map<UserId, Book> open = books.open(users);
    List<Granted> granted = new ArrayList<>();
    for (Request request : requests) granted.add(grant(open, request));
    books.write(open.values());
    outbox.add(granted.stream().map(RequestedAllocations::event).map(OutgoingEvent::of).toList());
    for (Granted each : granted) {
      Request request = each.request();
      Book book = Objects.requireNonNull(open.get(request.user()));
      var _ = rows.insert(book, each.fact(), request.by(), request.reason(), null);
    }
  }

  private Granted grant(Map<UserId, Book> open, Request request) {
    Book book = Objects.requireNonNull(open.get(request.user()));
    Instant now = books.now();
    var decision =
        AllocationPolicy.decide(
            book.ledger(),
            ids.next(),
            ids.next(),
            request.credits(),
            // No file says when, and a balance that is gone after a month is a surprise.
            null,
            now);
    return switch (decision) {
      case AllocationPolicy.Decision.Accepted(Fact.Granted fact) -> {
        books.post(open, Map.of(request.user(), List.of(fact)));
        yield new Granted(request, fact);
      }
      case AllocationPolicy.Decision.Refused(String rule) ->
          throw new IllegalArgumentException("credits " + rule);
    };
  }

  private static CreditsAllocated event(Granted granted) {
    Fact.Granted fact = granted.fact();
    return CreditsAllocated.newBuilder()
        .setEventId(fact.at().eventId())
        .setOccurredAt(fact.at().occurredAt())
        .setUserId(granted.request().user().value())
        .setAllocationId(fact.allocationId())
        .setCredits(fact.credits().amount())
        .setPriority(fact.priority())
        .setExpiresAt(fact.expiresAt())
        .setReason(granted.request().reason())
        .setAllocatedBy(granted.request().by().value())
        .build();
  }
}
