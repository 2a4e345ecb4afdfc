package io.flowmeter.accounting.usage;

import io.flowmeter.accounting.inbox.Reading;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.events.UsageRecorded;
import io.flowmeter.identity.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Reads the proxy's usage events; refuses what cannot have happened. */
@Component
class UsageReader implements Reading.Reader<Usage> {
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  private final Clock clock;
  private final Duration maxClockSkew;

  UsageReader(Clock clock, @Value("${flowmeter.usage.max-clock-skew:24h}") Duration maxClockSkew) {
    this.clock = clock;
    this.maxClockSkew = maxClockSkew;
  }

  @Override
  public Reading<Usage> read(SpecificRecord event) {
    if (!(event instanceof UsageRecorded usage)) {
      return new Reading.Refused<>(event.getSchema().getName() + " does not belong here");
    }
    if (usage.getCredits() < 0) return new Reading.Refused<>("credits is below 0");
    if (usage.getInputTokens() < 0) return new Reading.Refused<>("inputTokens is below 0");
    if (usage.getOutputTokens() < 0) return new Reading.Refused<>("outputTokens is below 0");
    if (usage.getDurationMillis() < 0) return new Reading.Refused<>("durationMillis is below 0");
    if (usage.getOccurredAt().isBefore(EARLIEST)) {
      return new Reading.Refused<>("occurredAt is before " + EARLIEST);
    }
    // A clock that runs years ahead would let every grant of the person expire.
    if (usage.getOccurredAt().isAfter(clock.instant().plus(maxClockSkew))) {
      return new Reading.Refused<>("occurredAt lies in the future");
    }
    return new Reading.Accepted<>(usage(usage));
  }

  private static Usage usage(UsageRecorded event) {
    return new Usage(
        new Position(event.getOccurredAt(), event.getEventId()),
        new UserId(event.getUserId()),
        event.getCompletionId(),
        event.getChatflowId(),
        event.getSessionId(),
        event.getModel(),
        Usage.Outcome.valueOf(event.getOutcome().name()),
        event.getInputTokens(),
        event.getOutputTokens(),
        event.getTokensEstimated(),
        event.getRateCardVersion(),
        Credits.of(event.getCredits()),
        event.getStartedAt(),
        event.getDurationMillis());
  }
}
