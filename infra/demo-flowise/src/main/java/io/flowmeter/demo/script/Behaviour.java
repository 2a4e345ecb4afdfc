package io.flowmeter.demo.script;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How predictions are answered: which ones, how slowly, and what goes wrong.
 *
 * @param question only predictions that ask exactly this; null for any
 * @param times for this many predictions; {@link #ALWAYS} until reset
 * @param tokenDelay before each token; null for the demo's own pace
 * @param pauseAfterTokens wait for a release after this many tokens; {@link #NEVER} to run through
 */
public record Behaviour(
    @Nullable String question,
    int times,
    Duration firstByteDelay,
    @Nullable Duration tokenDelay,
    int pauseAfterTokens,
    Fault fault) {
  public static final int ALWAYS = Integer.MAX_VALUE;
  public static final int NEVER = -1;

  private static final Behaviour NORMAL =
      new Behaviour(null, ALWAYS, Duration.ZERO, null, NEVER, new Fault.None());

  public static Behaviour normal() {
    return NORMAL;
  }

  /** 4xx or 5xx in Flowise's shape; 429 as its rate limit answers. */
  public static Behaviour failing(int status) {
    return NORMAL.with(new Fault.Status(status, "told to fail with " + status));
  }

  public static Behaviour errorEventAfter(int tokens, String message) {
    return NORMAL.with(new Fault.ModelFailure(tokens, message));
  }

  public static Behaviour modelCutAfter(int tokens) {
    return NORMAL.with(new Fault.ModelFailure(tokens, Fault.ModelFailure.TERMINATED));
  }

  public static Behaviour connectionCutAfter(int tokens) {
    return NORMAL.with(new Fault.ConnectionCut(tokens));
  }

  public static Behaviour hanging() {
    return NORMAL.with(new Fault.Hang());
  }

  public static Behaviour empty() {
    return NORMAL.with(new Fault.Empty());
  }

  /** The file name of a recording, without its ending. */
  public static Behaviour replaying(String recording) {
    return NORMAL.with(new Fault.Replay(recording, false));
  }

  public static Behaviour pausingAfter(int tokens) {
    return NORMAL.pausedAfter(tokens);
  }

  public Behaviour forQuestion(String only) {
    return new Behaviour(only, times, firstByteDelay, tokenDelay, pauseAfterTokens, fault);
  }

  public Behaviour times(int predictions) {
    return new Behaviour(
        question, predictions, firstByteDelay, tokenDelay, pauseAfterTokens, fault);
  }

  public Behaviour slowFirstByte(Duration delay) {
    return new Behaviour(question, times, delay, tokenDelay, pauseAfterTokens, fault);
  }

  public Behaviour slowTokens(Duration delay) {
    return new Behaviour(question, times, firstByteDelay, delay, pauseAfterTokens, fault);
  }

  public Behaviour pausedAfter(int tokens) {
    return new Behaviour(question, times, firstByteDelay, tokenDelay, tokens, fault);
  }

  public Behaviour with(Fault other) {
    return new Behaviour(question, times, firstByteDelay, tokenDelay, pauseAfterTokens, other);
  }

  boolean answers(String asked) {
    return times > 0 && (question == null || question.equals(asked));
  }
}
