package io.flowmeter.accounting.rate;

import io.flowmeter.accounting.ledger.Credits;
import java.time.Instant;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param creditsPerCompletion the price of chatflows for which no card is valid
 */
@ConfigurationProperties("flowmeter.rate-card")
record RateSettings(@DefaultValue("1") long creditsPerCompletion) {

  RateSettings {
    if (creditsPerCompletion < 0) {
      throw new IllegalArgumentException("flowmeter.rate-card.credits-per-completion is below 0");
    }
  }

  /** Named by what it says, so that another price cannot keep the version of the old one. */
  RateCard card() {
    return new RateCard(
        0,
        "flat-" + creditsPerCompletion,
        RateCard.Scope.CHATFLOW,
        RateCard.EVERY,
        new Price.Flat(Credits.of(creditsPerCompletion)),
        Instant.EPOCH,
        null);
  }
}
