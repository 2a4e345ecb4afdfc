package io.flowmeter.accounting.session;

import io.flowmeter.accounting.account.Person;
import io.flowmeter.accounting.booking.Books;
import io.flowmeter.accounting.caller.Party;
import io.flowmeter.accounting.db.tables.records.StreamingSessionsRecord;
import io.flowmeter.accounting.hold.Settlement;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.rate.Price;
import io.flowmeter.accounting.rate.RateCard;
import io.flowmeter.accounting.rate.RateCards;
import io.flowmeter.accounting.usage.DirectUsage;
import io.flowmeter.accounting.usage.DirectUsage.End;
import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Opens sessions as holds with a margin, and closes each once. */
@Component
class Sessions {
  private static final BigDecimal MARGIN = new BigDecimal("1.2");

  private final SessionRows rows;
  private final RateCards cards;
  private final Books books;
  private final Settlement settlement;
  private final DirectUsage usage;
  private final TransactionTemplate transaction;
  private final Duration lifetime;

  Sessions(
      SessionRows rows,
      RateCards cards,
      Books books,
      Settlement settlement,
      DirectUsage usage,
      TransactionTemplate transaction,
      @Value("${flowmeter.holds.lifetime:15m}") Duration lifetime) {
    this.rows = rows;
    this.cards = cards;
    this.books = books;
    this.settlement = settlement;
    this.usage = usage;
    this.transaction = transaction;
    this.lifetime = lifetime;
  }

  record Opened(Credits held, boolean repeated) {}

  record Closed(Credits charged, Credits refund) {}

  Opened open(Person person, SessionRequest.Opening opening) {
    Instant now = books.now();
    RateCard card = cards.forModel(opening.modelId(), now);
    Credits estimate = price(card.price(), opening.estimatedTokens(), "estimatedTokens");
    Credits held = withMargin(estimate);
    return Objects.requireNonNull(
        transaction.execute(_ -> open(person, opening, card, estimate, held, now)));
  }

  private Opened open(
      Person person,
      SessionRequest.Opening opening,
      RateCard card,
      Credits estimate,
      Credits held,
      Instant now) {
    String id = opening.sessionId();
    var decided = rows.hold(id, person, held, card.version(), now, now.plus(lifetime));
    switch (decided.getOutcome()) {
      case "placed" -> rows.describe(id, opening, estimate);
      case "repeated" -> requireSame(opening);
      case "insufficient" ->
          throw new ApiException(402, "Insufficient credits for streaming session")
              .with("available", decided.getAvailable())
              .with("required", held.amount());
      case "inactive" -> throw new ApiException(403, "The user account is deactivated");
      default -> throw new ApiException(409, "sessionId is used by another session");
    }
    return new Opened(Credits.of(decided.getCredits()), decided.getOutcome().equals("repeated"));
  }

  private void requireSame(SessionRequest.Opening opening) {
    boolean same =
        rows.ofClient(opening.sessionId())
            .filter(row -> row.getStatus().equals("active"))
            .filter(row -> opening.modelId().equals(row.getModelId()))
            .filter(row -> row.getEstimatedTokens() == opening.estimatedTokens())
            .isPresent();
    if (!same) throw new ApiException(409, "sessionId is used by another session");
  }

  Closed close(Party by, SessionRequest.Closing closing) {
    UserId owner = owner(by, closing.sessionId());
    return Objects.requireNonNull(transaction.execute(_ -> underLock(by, owner, closing)));
  }

  private UserId owner(Party by, String sessionId) {
    UserId owner =
        rows.ofClient(sessionId)
            .map(row -> new UserId(row.getUserId()))
            .orElseThrow(Sessions::none);
    if (by instanceof Party.Person(var caller) && !caller.userId().equals(owner)) throw none();
    return owner;
  }

  private Closed underLock(Party by, UserId owner, SessionRequest.Closing closing) {
    var open = books.open(List.of(owner));
    StreamingSessionsRecord session =
        rows.ofClient(closing.sessionId()).orElseThrow(Sessions::none);
    if (session.getUsedCredits() != null) {
      throw new ApiException(409, "The streaming session is closed already");
    }
    Price price = cards.ofVersion(session.getRateCardVersion()).price();
    Credits held = Credits.of(session.getAllocatedCredits());
    Credits actual = price(price, closing.tokens(), "tokens");
    Credits charged = by instanceof Party.Service || actual.compareTo(held) > 0 ? actual : held;
    settlement.capture(
        List.of(
            new Settlement.Captured(
                closing.sessionId(), owner, charged, closing.end() == End.SUCCEEDED, books.now())),
        open);
    usage.book(
        open,
        new DirectUsage.Session(
            closing.sessionId(),
            owner,
            Objects.requireNonNullElse(session.getModelId(), ""),
            session.getRateCardVersion(),
            session.getStartedAt(),
            closing.end(),
            closing.tokens(),
            charged));
    return new Closed(charged, held.minus(charged.min(held)));
  }

  private static Credits price(Price price, long tokens, String field) {
    try {
      return price.of(tokens);
    } catch (ArithmeticException e) {
      throw new ApiException(400, field + " cost more than " + Long.MAX_VALUE + " credits");
    }
  }

  private static Credits withMargin(Credits estimate) {
    try {
      return Credits.of(
          BigDecimal.valueOf(estimate.amount())
              .multiply(MARGIN)
              .setScale(0, RoundingMode.CEILING)
              .longValueExact());
    } catch (ArithmeticException e) {
      throw new ApiException(400, "estimatedTokens cost more than " + Long.MAX_VALUE + " credits");
    }
  }

  private static ApiException none() {
    return new ApiException(404, "Streaming session not found");
  }
}
