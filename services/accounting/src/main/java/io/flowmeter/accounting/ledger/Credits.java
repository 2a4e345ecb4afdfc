package io.flowmeter.accounting.ledger;

/** A whole, non-negative number of credits. Arithmetic never wraps: it throws. */
public record Credits(long amount) implements Comparable<Credits> {

  public static final Credits NONE = new Credits(0);

  public Credits {
    if (amount < 0) throw new IllegalArgumentException("credits must not be negative: " + amount);
  }

  public static Credits of(long amount) {
    return amount == 0 ? NONE : new Credits(amount);
  }

  public boolean isNone() {
    return amount == 0;
  }

  public Credits plus(Credits other) {
    return of(Math.addExact(amount, other.amount));
  }

  public Credits minus(Credits other) {
    return of(Math.subtractExact(amount, other.amount));
  }

  public Credits min(Credits other) {
    return amount <= other.amount ? this : other;
  }

  @Override
  public int compareTo(Credits other) {
    return Long.compare(amount, other.amount);
  }
}
