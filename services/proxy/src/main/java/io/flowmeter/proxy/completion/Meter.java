package io.flowmeter.proxy.completion;

import io.flowmeter.proxy.upstream.TokenUsage;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Runs along with an answer, to tell when its hold is used up. For one thread. */
public final class Meter {
  private final Price price;
  private final ToLongFunction<String> count;
  private final boolean byTokens;
  private long input;
  private long output;

  public Meter(Price price, String question, ToLongFunction<String> count) {
    this.price = price;
    this.count = count;
    this.byTokens = price.rate() instanceof Rate.Tokens;
    if (byTokens) input = count.applyAsLong(question);
  }

  /**
   * More of the answer.
   *
   * @param whole the answer with it
   */
  public void add(String text, Supplier<String> whole) {
    if (!byTokens) return;
    output += count.applyAsLong(text);
    // The pieces of a text count for some more tokens than the text.
    if (isUsedUp()) output = Math.min(output, count.applyAsLong(whole.get()));
  }

  /** What the upstream counted so far; it knows of calls that nobody sees. */
  public void reported(TokenUsage usage) {
    input = Math.max(input, usage.input());
    output = Math.max(output, usage.output());
  }

  public boolean isUsedUp() {
    return price.isUsedUpBy(input, output);
  }
}
