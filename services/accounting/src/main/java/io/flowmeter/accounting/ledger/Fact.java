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
}
