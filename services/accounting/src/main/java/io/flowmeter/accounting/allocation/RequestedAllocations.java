package io.flowmeter.accounting.allocation;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gives credits as was decided elsewhere, in the transaction it is called in. */
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

  /**
   * @param id of the allocation, if there is one already that another try must not use again
   * @param expiresAt null is never
   */
  public record Request(
      UserId user,
      Optional<UUID> id,
      Credits credits,
      @Nullable Instant expiresAt,
      String reason,
      UserId by) {

    /** No event says when, and a balance that is gone after a month is a surprise. */
    public static Request forEver(UserId user, Credits credits, String reason, UserId by) {
      return new Request(user, Optional.empty(), credits, null, reason, by);
    }
  }

  private record Granted(Request request, Fact.Granted fact) {}

  /**
   * @throws IllegalArgumentException if one cannot be granted, ever
   */
  public void book(List<Request> requests) {
    var users = requests.stream().map(Request::user).collect(Collectors.toSet());
    accounts.ensure(users);
    Map<UserId, Book> open = books.open(users);
    List<Granted> granted = requests.stream().map(request -> decide(open, request)).toList();
    // All of a person at once: a second posting would not know of the first, nor book it.
    books.post(
        open,
        granted.stream()
            .collect(groupingBy(each -> each.request().user(), mapping(Granted::fact, toList()))));
    books.write(open.values());
    outbox.add(granted.stream().map(RequestedAllocations::event).map(OutgoingEvent::of).toList());
    for (Granted each : granted) insert(open, each);
  }

  /** Writes the row and the event of a grant that is in its person's book already. */
  public void tell(
      Map<UserId, Book> open, UserId user, Fact.Granted fact, String reason, UserId by) {
    var granted =
        new Granted(
            new Request(
                user,
                Optional.of(fact.allocationId()),
                fact.credits(),
                fact.expiresAt(),
                reason,
                by),
            fact);
    outbox.add(List.of(OutgoingEvent.of(event(granted))));
    insert(open, granted);
  }

  private void insert(Map<UserId, Book> open, Granted granted) {
    Request request = granted.request();
    Book book = Objects.requireNonNull(open.get(request.user()));
    var _ = rows.insert(book, granted.fact(), request.by(), request.reason(), null);
  }

  private Granted decide(Map<UserId, Book> open, Request request) {
    Book book = Objects.requireNonNull(open.get(request.user()));
    Instant now = books.now();
    var decision =
        AllocationPolicy.decide(
            book.ledger(),
            ids.next(),
            request.id().orElseGet(ids),
            request.credits(),
            request.expiresAt(),
            now);
    return switch (decision) {
      case AllocationPolicy.Decision.Accepted(Fact.Granted fact) -> new Granted(request, fact);
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
