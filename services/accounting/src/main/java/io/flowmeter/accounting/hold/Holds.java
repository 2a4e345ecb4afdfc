package io.flowmeter.accounting.hold;

import static io.flowmeter.accounting.db.Tables.PLACE_HOLD;

import io.flowmeter.accounting.booking.Books;
import io.flowmeter.accounting.db.tables.records.PlaceHoldRecord;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.rate.RateCard;
import io.flowmeter.accounting.rate.RateCards;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** The credit check. The decision is made where the balance is, in one round trip. */
@Component
class Holds {
  private final DSLContext sql;
  private final RateCards rateCards;
  private final HoldSettings settings;
  private final Books books;
  private final MeterRegistry metrics;

  Holds(
      DSLContext sql,
      RateCards rateCards,
      HoldSettings settings,
      Books books,
      MeterRegistry metrics) {
    this.sql = sql;
    this.rateCards = rateCards;
    this.settings = settings;
    this.books = books;
    this.metrics = metrics;
  }

  HoldOutcome place(HoldRequest request) {
    Instant now = books.now();
    RateCard card = rateCards.forChatflow(request.chatflowId(), now);
    PlaceHoldRecord row =
        sql.selectFrom(
                PLACE_HOLD(
                    request.completionId().toString(),
                    request.userId().value(),
                    request.username(),
                    request.email(),
                    request.role().wire(),
                    request.chatflowId(),
                    card.price().hold().amount(),
                    card.version(),
                    now,
                    now.plus(settings.lifetime())))
            .fetchSingle();
    metrics.counter("flowmeter.holds", "outcome", row.getOutcome()).increment();
    return outcome(row);
  }

  private HoldOutcome outcome(PlaceHoldRecord row) {
    return switch (row.getOutcome()) {
      case "placed" -> new HoldOutcome.Placed(granted(row));
      case "repeated" -> new HoldOutcome.Repeated(granted(row));
      case "insufficient" ->
          new HoldOutcome.Insufficient(row.getAvailable(), Credits.of(row.getCredits()));
      case "conflict" -> new HoldOutcome.Conflict();
      case "inactive" -> new HoldOutcome.Inactive();
      default -> throw new IllegalStateException("place_hold answered " + row.getOutcome());
    };
  }

  private HoldOutcome.Granted granted(PlaceHoldRecord row) {
    return new HoldOutcome.Granted(
        row.getHoldId().toString(),
        Credits.of(row.getCredits()),
        row.getAvailable(),
        row.getExpiresAt(),
        rateCards.ofVersion(row.getRateCardVersion()));
  }
}
