package io.flowmeter.accounting.ledger;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decides whether credits can be given. */
public final class AllocationPolicy {
  private AllocationPolicy() {}

  /** Lower is drawn first; the default leaves room on both sides. */
  public static final int DEFAULT_PRIORITY = 100;

  public sealed interface Decision {
    record Accepted(Fact.Granted fact) implements Decision {}

    /** {@code rule} completes a sentence that begins with the field's name. */
    record Refused(String rule) implements Decision {}
  }

  public static Decision decide(
      Ledger ledger,
      UUID eventId,
      UUID allocationId,
      Credits credits,
      @Nullable Instant expiresAt,
      Instant now) {
    if (credits.isNone()) return new Decision.Refused("must be at least 1");
    if (overflows(ledger, credits)) {
      return new Decision.Refused("would raise the balance above " + Long.MAX_VALUE + " credits");
    }
    return new Decision.Accepted(
        new Fact.Granted(
            new Position(now, eventId), allocationId, credits, DEFAULT_PRIORITY, expiresAt));
  }

  private static boolean overflows(Ledger ledger, Credits credits) {
    long remaining = ledger.grants().stream().mapToLong(g -> g.remaining().amount()).sum();
    return credits.amount() > Long.MAX_VALUE - remaining;
  }
}
