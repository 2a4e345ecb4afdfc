package io.flowmeter.accounting.rate;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A price, for what, and when.
 *
 * @param order the newer of two cards of one moment has the larger one
 * @param subject a chatflow's or a model's id, or {@code *} for each without a card of its own
 * @param validUntil exclusive; null is for ever
 */
public record RateCard(
    long order,
    String version,
    Scope scope,
    String subject,
    Price price,
    Instant validFrom,
    @Nullable Instant validUntil) {
  static final String EVERY = "*";

  public enum Scope {
    CHATFLOW,
    MODEL
  }

  boolean isFor(Scope wanted, String wantedSubject) {
    return scope == wanted && subject.equals(wantedSubject);
  }

  boolean isValidAt(Instant moment) {
    return !validFrom.isAfter(moment) && (validUntil == null || validUntil.isAfter(moment));
  }
}
