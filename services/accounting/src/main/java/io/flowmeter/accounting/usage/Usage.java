package io.flowmeter.accounting.usage;

import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.accounting.statistics.Tally;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One completion that ended, and what it cost. */
record Usage(
    Position at,
    UserId userId,
    UUID completionId,
    String chatflowId,
    String sessionId,
    @Nullable String model,
    Outcome outcome,
    long inputTokens,
    long outputTokens,
    boolean tokensEstimated,
    String rateCardVersion,
    Credits credits,
    Instant startedAt,
    long durationMillis) {

  enum Outcome {
    UNKNOWN,
    SUCCEEDED,
    EMPTY,
    UPSTREAM_FAILED,
    INTERRUPTED,
    CREDIT_LIMIT;

    boolean isFailure() {
      return this == EMPTY || this == UPSTREAM_FAILED;
    }
  }

  /** What people call it: a chat through the proxy, or what was told through REST. */
  String service() {
    return switch (chatflowId) {
      case DirectUsage.SESSION -> "chat-streaming";
      case DirectUsage.DEDUCTION -> "deduction";
      case String other when other.startsWith(DirectUsage.OTHER) -> other.split(":", 3)[1];
      default -> "chat";
    };
  }

  Tally tally() {
    return new Tally(
        userId,
        at.occurredAt(),
        service(),
        model == null ? "" : model,
        false,
        credits.amount(),
        inputTokens,
        outputTokens);
  }

  Fact fact() {
    return new Fact.Used(at, credits);
  }
}
