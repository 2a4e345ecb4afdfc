package io.flowmeter.proxy.journal;

import io.flowmeter.eventing.EventIds;
import io.flowmeter.events.CompletionOutcome;
import io.flowmeter.events.UsageRecorded;
import io.flowmeter.proxy.completion.Outcome;
import io.flowmeter.proxy.completion.Settlement;
import java.time.temporal.ChronoUnit;

/** A settlement as the fact that other services hear of. */
final class UsageEvents {
  private final EventIds ids;

  UsageEvents(EventIds ids) {
    this.ids = ids;
  }

  UsageRecorded of(Settlement settlement) {
    var completion = settlement.completion();
    return UsageRecorded.newBuilder()
        .setEventId(ids.next())
        .setOccurredAt(settlement.endedAt().truncatedTo(ChronoUnit.MICROS))
        .setUserId(completion.userId().value())
        .setCompletionId(completion.id().value())
        .setChatflowId(completion.chatflow().value())
        .setSessionId(completion.sessionId().toString())
        .setModel(settlement.usage().model())
        .setOutcome(outcome(settlement.outcome()))
        .setInputTokens(settlement.usage().inputTokens())
        .setOutputTokens(settlement.usage().outputTokens())
        .setTokensEstimated(settlement.usage().estimated())
        .setRateCardVersion(completion.price().rateCardVersion())
        .setCredits(settlement.credits().amount())
        .setStartedAt(completion.startedAt().truncatedTo(ChronoUnit.MICROS))
        .setDurationMillis(settlement.duration().toMillis())
        .build();
  }

  private static CompletionOutcome outcome(Outcome outcome) {
    return switch (outcome) {
      case SUCCEEDED -> CompletionOutcome.SUCCEEDED;
      case EMPTY -> CompletionOutcome.EMPTY;
      case UPSTREAM_FAILED -> CompletionOutcome.UPSTREAM_FAILED;
      case INTERRUPTED -> CompletionOutcome.INTERRUPTED;
      case CREDIT_LIMIT -> CompletionOutcome.CREDIT_LIMIT;
    };
  }
}
