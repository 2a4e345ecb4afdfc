package io.flowmeter.accounting.hold;

import static io.flowmeter.accounting.db.Tables.PLACE_HOLDS;

import io.flowmeter.accounting.booking.Books;
import io.flowmeter.accounting.db.tables.records.PlaceHoldsRecord;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.rate.RateCards;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.reflect.Array;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/** Decides where the balances are: any number of requests in one statement, one round trip. */
@Component
class Decisions {
  private final DSLContext sql;
  private final Books books;
  private final RateCards rateCards;
  private final HoldSettings settings;
  private final MeterRegistry metrics;
  private final DistributionSummary sizes;

  Decisions(
      DSLContext sql,
      Books books,
      RateCards rateCards,
      HoldSettings settings,
      MeterRegistry metrics) {
    this.sql = sql;
    this.books = books;
    this.rateCards = rateCards;
    this.settings = settings;
    this.metrics = metrics;
    this.sizes = metrics.summary("flowmeter.holds.decided.together");
  }

  /** Answers all of them, each with an outcome or a failure; their completions differ. */
  void decide(List<Ask> asked) {
    try {
      answer(asked);
    } catch (DataIntegrityViolationException impossible) {
      if (asked.size() == 1) fail(asked, impossible);
      // One that cannot be stored must not fail the others.
      else asked.forEach(one -> decide(List.of(one)));
    } catch (RuntimeException e) {
      fail(asked, e);
    }
  }

  private void answer(List<Ask> asked) {
    for (PlaceHoldsRecord decided : place(asked)) {
      metrics.counter("flowmeter.holds", "outcome", decided.getOutcome()).increment();
      asked.get(decided.getPlace() - 1).answer().complete(outcome(decided));
    }
    sizes.record(asked.size());
  }

  private List<PlaceHoldsRecord> place(List<Ask> asked) {
    Instant now = books.now();
    return sql.selectFrom(
            PLACE_HOLDS(
                texts(asked, Ask::completionId),
                texts(asked, ask -> ask.userId().value()),
                texts(asked, ask -> ask.request().username()),
                texts(asked, ask -> ask.request().email()),
                texts(asked, ask -> ask.request().role().wire()),
                texts(asked, ask -> ask.request().chatflowId()),
                all(asked, Long.class, ask -> ask.card().price().hold().amount()),
                texts(asked, ask -> ask.card().version()),
                now,
                now.plus(settings.lifetime())))
        .fetch();
  }

  private static String[] texts(List<Ask> asked, Function<Ask, String> member) {
    return all(asked, String.class, member);
  }

  @SuppressWarnings("unchecked") // an array of T
  private static <T> T[] all(List<Ask> asked, Class<T> type, Function<Ask, T> member) {
    return asked.stream().map(member).toArray(size -> (T[]) Array.newInstance(type, size));
  }

  private static void fail(List<Ask> asked, RuntimeException failure) {
    asked.forEach(ask -> ask.answer().completeExceptionally(failure));
  }

  private HoldOutcome outcome(PlaceHoldsRecord row) {
    return switch (row.getOutcome()) {
      case "placed" -> new HoldOutcome.Placed(granted(row));
      case "repeated" -> new HoldOutcome.Repeated(granted(row));
      case "insufficient" ->
          new HoldOutcome.Insufficient(row.getAvailable(), Credits.of(row.getCredits()));
      case "conflict" -> new HoldOutcome.Conflict();
      case "inactive" -> new HoldOutcome.Inactive();
      default -> throw new IllegalStateException("place_holds answered " + row.getOutcome());
    };
  }

  private HoldOutcome.Granted granted(PlaceHoldsRecord row) {
    return new HoldOutcome.Granted(
        row.getHoldId().toString(),
        Credits.of(row.getCredits()),
        row.getAvailable(),
        row.getExpiresAt(),
        rateCards.ofVersion(row.getRateCardVersion()));
  }
}
