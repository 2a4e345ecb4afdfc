package io.flowmeter.proxy.completion;

import io.flowmeter.proxy.upstream.TokenUsage;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of a completion.
 *
 * @param estimated true where Flowise reported none and we counted what was visible
 */
public record Usage(
    long inputTokens, long outputTokens, boolean estimated, @Nullable String model) {
  public static final Usage NONE = new Usage(0, 0, false, null);

  static Usage of(
      @Nullable TokenUsage reported, String question, String answer, ToLongFunction<String> count) {
    if (reported != null && !reported.isNone()) {
      return new Usage(reported.input(), reported.output(), false, reported.model());
    }
    return new Usage(count.applyAsLong(question), count.applyAsLong(answer), true, null);
  }
}
