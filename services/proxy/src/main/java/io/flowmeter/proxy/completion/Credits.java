package io.flowmeter.proxy.completion;

/** A number of credits, whole and not negative. */
public record Credits(long amount) {
  public static final Credits NONE = new Credits(0);

  public Credits {
    if (amount < 0) throw new IllegalArgumentException("credits must not be negative: " + amount);
  }
}
