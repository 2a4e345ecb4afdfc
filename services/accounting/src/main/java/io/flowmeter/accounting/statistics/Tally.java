package io.flowmeter.accounting.statistics;

import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * One usage, as far as statistics count it.
 *
 * @param model empty where nobody told
 * @param reported a client's own word, which was never charged
 */
public record Tally(
    UserId userId,
    Instant at,
    String service,
    String model,
    boolean reported,
    long credits,
    long inputTokens,
    long outputTokens) {

  LocalDate day() {
    return at.atZone(ZoneOffset.UTC).toLocalDate();
  }
}
