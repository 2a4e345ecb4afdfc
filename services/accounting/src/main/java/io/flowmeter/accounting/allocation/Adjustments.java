package io.flowmeter.accounting.allocation;

import io.flowmeter.accounting.account.Person;
import io.flowmeter.accounting.booking.Book;
import io.flowmeter.accounting.booking.Books;
import io.flowmeter.accounting.hold.Settlement;
import io.flowmeter.accounting.input.IdempotencyKey;
import io.flowmeter.accounting.ledger.AdjustmentPolicy;
import io.flowmeter.accounting.ledger.AdjustmentPolicy.Decision;
import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.accounting.outbox.Outbox;
import io.flowmeter.accounting.supervisor.Permission;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.eventing.OutgoingEvent;
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

/** Corrects balances: the fact, its booking, who did it and its event commit together. */
@Component
class Adjustments {
  private final Changes changes;
  private final Books books;
  private final Settlement settlement;
  private final AdjustmentRows rows;
  private final AllocationRows grants;
  private final Permission permission;
  private final Outbox outbox;
  private final EventIds ids;

  Adjustments(
      Changes changes,
      Books books,
      Settlement settlement,
      AdjustmentRows rows,
      AllocationRows grants,
      Permission permission,
      Outbox outbox,
      EventIds ids) {
    this.changes = changes;
    this.books = books;
    this.settlement = settlement;
    this.rows = rows;
    this.grants = grants;
    this.permission = permission;
    this.outbox = outbox;
    this.ids = ids;
  }

  Adjustment adjust(
      Person target, AdjustmentRequest request, Caller by, @Nullable IdempotencyKey key) {
    Permission.requirePowerOver(by, target);
    return changes.once(
        target.userId(),
        () -> Optional.ofNullable(key).flatMap(it -> rows.find(by.userId(), it)),
        open -> correct(open, target.userId(), request, by, key));
  }

  private Adjustment correct(
      Map<UserId, Book> open,
      UserId target,
      AdjustmentRequest request,
      Caller by,
      @Nullable IdempotencyKey key) {
    Instant now = books.now();
    settlement.expire(open, now);
    Book book = Objects.requireNonNull(open.get(target));
    long previous = book.fundsAt(now).balance();
    Fact.Adjusted fact = decide(book, request, now);
    if (fact == null) {
      var unchanged = new Adjustment(target, 0, previous, previous);
      Position at = new Position(now, ids.next());
      rows.insert(unchanged, ids.next(), at, null, request, by.userId(), key);
      return unchanged;
    }
    if (fact.isRaise()) permission.give(by, fact.amount(), now);
    else permission.take(by, fact.amount());
    books.post(open, Map.of(target, List.of(fact)));
    books.write(open.values());
    outbox.add(
        List.of(
            OutgoingEvent.of(
                AdjustmentEvents.adjusted(target, fact, request.notes(), by.userId()))));
    if (fact.isRaise()) grants.insert(book, fact, by.userId(), request.notes());
    var made =
        new Adjustment(
            target, fact.credits(), previous, book.fundsAt(fact.at().occurredAt()).balance());
    rows.insert(made, fact.adjustmentId(), fact.at(), fact.expiresAt(), request, by.userId(), key);
    return made;
  }

  /** Null where there is nothing to correct. */
  private Fact.@Nullable Adjusted decide(Book book, AdjustmentRequest request, Instant now) {
    var funds = book.fundsAt(now);
    Decision decision =
        AdjustmentPolicy.decide(
            funds, request.change(), ids.next(), ids.next(), request.expiryAfter(now), now);
    return switch (decision) {
      case Decision.Accepted(Fact.Adjusted fact) -> fact;
      case Decision.Unchanged _ -> null;
      case Decision.TooMuch _ ->
          throw new ApiException(
              400, "The balance would not be from -2^63 to 2^63-1 credits any more");
      case Decision.NotEnough(long available, var wanted) ->
          throw switch (request.kind()) {
            case REMOVE ->
                new ApiException(
                    400,
                    "Insufficient credits. User has %d, trying to remove %d"
                        .formatted(available, wanted.amount()));
            case ADJUST ->
                new ApiException(
                    400,
                    "Adjustment would result in negative balance. Current: %d, Adjustment: %d"
                        .formatted(available, -wanted.amount()));
            case SET ->
                new ApiException(
                        409,
                        "credits must be at least %d: so many are reserved by open holds"
                            .formatted(funds.held().amount()))
                    .with("held", funds.held().amount());
          };
    };
  }
}
