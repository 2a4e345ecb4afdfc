package io.flowmeter.accounting.rate;

import io.flowmeter.accounting.ledger.Credits;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** How a completion is priced. Begun credits count as whole ones. */
public sealed interface Price {

  /** Throws {@link ArithmeticException} for more than 64 bits of credits. */
  Credits of(long inputTokens, long outputTokens);

  /** Reserved before a completion begins. */
  Credits hold();

  record Flat(Credits perCompletion) implements Price {
    @Override
    public Credits of(long inputTokens, long outputTokens) {
      return perCompletion;
    }

    @Override
    public Credits hold() {
      return perCompletion;
    }
  }

  record Tokens(BigDecimal inputPer1000, BigDecimal outputPer1000, Credits minimum, Credits hold)
      implements Price {
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);

    @Override
    public Credits of(long inputTokens, long outputTokens) {
      return credits(
          inputPer1000
              .multiply(BigDecimal.valueOf(inputTokens))
              .add(outputPer1000.multiply(BigDecimal.valueOf(outputTokens)))
              .divide(THOUSAND));
    }

    /** As if half of the tokens were sent and half produced, where nobody says which. */
    private Credits half(long tokens) {
      return credits(
          inputPer1000
              .add(outputPer1000)
              .multiply(BigDecimal.valueOf(tokens))
              .divide(THOUSAND.add(THOUSAND)));
    }

    private Credits credits(BigDecimal exact) {
      long whole = exact.setScale(0, RoundingMode.CEILING).longValueExact();
      return Credits.of(Math.max(whole, minimum.amount()));
    }
  }

  /** Of tokens of which nobody says whether they were sent or produced: half and half. */
  default Credits of(long tokens) {
    return switch (this) {
      case Flat flat -> flat.perCompletion();
      case Tokens byTokens -> byTokens.half(tokens);
    };
  }
}
