package io.flowmeter.proxy.completion;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** How a completion's credits are worked out, as accounting fixed it with the hold. */
public sealed interface Rate {

  Credits of(long inputTokens, long outputTokens);

  record Flat(Credits perCompletion) implements Rate {
    @Override
    public Credits of(long inputTokens, long outputTokens) {
      return perCompletion;
    }
  }

  /**
   * By tokens; begun credits count as whole ones.
   *
   * @param minimum what any answer costs
   */
  record Tokens(BigDecimal inputPer1000, BigDecimal outputPer1000, Credits minimum)
      implements Rate {
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    public Tokens {
      if (inputPer1000.signum() < 0 || outputPer1000.signum() < 0) {
        throw new IllegalArgumentException("a price must not be negative");
      }
    }

    @Override
    public Credits of(long inputTokens, long outputTokens) {
      BigDecimal whole = exact(inputTokens, outputTokens).setScale(0, RoundingMode.CEILING);
      return new Credits(Math.max(minimum.amount(), whole.min(MOST).longValueExact()));
    }

    BigDecimal exact(long inputTokens, long outputTokens) {
      return inputPer1000
          .multiply(BigDecimal.valueOf(inputTokens))
          .add(outputPer1000.multiply(BigDecimal.valueOf(outputTokens)))
          .movePointLeft(3);
    }
  }
}
