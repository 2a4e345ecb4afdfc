package io.flowmeter.accounting.ledger;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something that happened to one person's credits. Two facts are the same when their event is. */
public sealed interface Fact extends Comparable<Fact> {

  Position at();

  @Override
  default int compareTo(Fact other) {
    return at().compareTo(other.at());
  }

  /**
   * Credits were given; lower priorities are drawn first; without {@code expiresAt} they stay for
   * ever.
   */
  record Granted(
      Position at, UUID allocationId, Credits credits, int priority, @Nullable Instant expiresAt)
      implements Fact {
    public Granted {
      if (credits.isNone()) throw new IllegalArgumentException("a grant has at least one credit");
    }
  }

  /** A completion cost credits, whether the person had them or not. */
  record Used(Position at, Credits credits) implements Fact {}

  /**
   * A balance was corrected by hand. A raise is a grant of the adjustment's id; a removal is drawn
   * from the grants as a use is, and was no more than was available when it was decided.
   *
   * @param credits negative: removed; never 0
   * @param expiresAt of what a raise gives; null is never, and always null for a removal
   */
  record Adjusted(Position at, UUID adjustmentId, long credits, @Nullable Instant expiresAt)
      implements Fact {
    public Adjusted {
      if (credits == 0) throw new IllegalArgumentException("an adjustment changes something");
      if (credits == Long.MIN_VALUE) throw new ArithmeticException("more than 64 bits");
      if (credits < 0 && expiresAt != null) {
        throw new IllegalArgumentException("a removal does not expire");
      }
    }

    public boolean isRaise() {
      return credits > 0;
    }

    /** How much was given or taken. */
    public Credits amount() {
      return Credits.of(Math.abs(credits));
    }
  }
}
