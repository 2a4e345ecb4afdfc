package io.flowmeter.proxy.completion;

import io.flowmeter.proxy.upstream.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToLongFunction;

/** The end of a completion: what it gave and what it costs. */
public record Settlement(
    Authorised completion, Outcome outcome, Usage usage, Credits credits, Instant endedAt) {

  /** How settlements are decided. */
  public record Rules(InterruptionPolicy interrupted, ToLongFunction<String> tokenCount) {}

  /**
   * @param delivered whether at least one token reached the client
   */
  public static Settlement of(
      Authorised completion,
      Ending ending,
      Transcript transcript,
      boolean delivered,
      Instant now,
      Rules rules) {
    Outcome outcome = outcome(ending, transcript);
    Usage usage = usage(completion, outcome, transcript, rules);
    Credits price = completion.price().rate().of(usage.inputTokens(), usage.outputTokens());
    return new Settlement(completion, outcome, usage, cost(price, outcome, delivered, rules), now);
  }

  public Duration duration() {
    Duration duration = Duration.between(completion.startedAt(), endedAt);
    return duration.isNegative() ? Duration.ZERO : duration;
  }

  private static Outcome outcome(Ending ending, Transcript transcript) {
    return switch (ending) {
      case Ending.Complete _ -> transcript.hasAnswer() ? Outcome.SUCCEEDED : Outcome.EMPTY;
      case Ending.Failed _ -> Outcome.UPSTREAM_FAILED;
      case Ending.Stopped _ -> Outcome.INTERRUPTED;
      case Ending.Enough _ -> Outcome.CREDIT_LIMIT;
    };
  }

  private static Credits cost(Credits price, Outcome outcome, boolean delivered, Rules rules) {
    return switch (outcome) {
      case SUCCEEDED, CREDIT_LIMIT -> price;
      case EMPTY, UPSTREAM_FAILED -> Credits.NONE;
      case INTERRUPTED -> rules.interrupted().cost(price, delivered);
    };
  }

  private static Usage usage(
      Authorised completion, Outcome outcome, Transcript transcript, Rules rules) {
    String answer = transcript.answer();
    // A call that failed before its first word reached no model, as far as anybody knows.
    boolean nothing = outcome == Outcome.UPSTREAM_FAILED && answer.isEmpty();
    if (nothing && transcript.usage() == null) return Usage.NONE;
    return Usage.of(transcript.usage(), completion.question(), answer, rules.tokenCount());
  }
}
