package io.flowmeter.accounting.rate;

import io.flowmeter.accounting.ledger.Credits;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** A flat price per completion, in credits. */
@ConfigurationProperties("flowmeter.rate-card")
public record RateCard(@DefaultValue("1") long creditsPerCompletion) {

  public RateCard {
    if (creditsPerCompletion < 0) {
      throw new IllegalArgumentException("flowmeter.rate-card.credits-per-completion is below 0");
    }
  }

  /** Named by what it says, so that another price cannot keep the version of the old one. */
  public String version() {
    return "flat-" + creditsPerCompletion;
  }

  public Credits price() {
    return Credits.of(creditsPerCompletion);
  }
}
