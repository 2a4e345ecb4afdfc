package io.flowmeter.proxy.completion;

import java.math.BigDecimal;

/**
 * What a completion costs, fixed when it was authorised.
 *
 * @param held set aside for it
 */
public record Price(Credits held, Rate rate, String rateCardVersion) {

  public static Price flat(Credits credits, String rateCardVersion) {
    return new Price(credits, new Rate.Flat(credits), rateCardVersion);
  }

  /** Whether the hold pays for no token more. */
  boolean isUsedUpBy(long inputTokens, long outputTokens) {
    return switch (rate) {
      case Rate.Flat _ -> false;
      case Rate.Tokens tokens ->
          tokens.exact(inputTokens, outputTokens).compareTo(BigDecimal.valueOf(held.amount())) >= 0;
    };
  }
}
