package io.flowmeter.accounting.ledger;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decides whether a balance can be corrected: never below what open holds have reserved. */
public final class AdjustmentPolicy {
  private AdjustmentPolicy() {}

  public sealed interface Change {

    /** To that balance. */
    record To(Credits balance) implements Change {}

    /** By so much, up or down. */
    record By(long credits) implements Change {}

    /** To what open holds have reserved: all that can be spent is taken. */
    record ToNothing() implements Change {}
  }

  public sealed interface Decision {

    record Accepted(Fact.Adjusted fact) implements Decision {}

    /** The balance is already what it should become. */
    record Unchanged() implements Decision {}

    /** More would be taken than can be spent. */
    record NotEnough(long available, Credits wanted) implements Decision {}

    /** The balance would not fit into 64 bits. */
    record TooMuch() implements Decision {}
  }

  public static Decision decide(
      Funds funds,
      Change change,
      UUID eventId,
      UUID adjustmentId,
      @Nullable Instant expiresAt,
      Instant now) {
    long credits;
    try {
      credits =
          switch (change) {
            case Change.To(Credits balance) ->
                Math.subtractExact(balance.amount(), funds.balance());
            case Change.By(long by) -> by;
            case Change.ToNothing _ -> -Math.max(0, funds.available());
          };
      Math.addExact(funds.balance(), credits);
    } catch (ArithmeticException e) {
      return new Decision.TooMuch();
    }
    if (credits == 0) return new Decision.Unchanged();
    if (credits < 0 && funds.available() < -credits) {
      return new Decision.NotEnough(funds.available(), Credits.of(-credits));
    }
    Instant expiry = credits < 0 ? null : expiresAt;
    return new Decision.Accepted(
        new Fact.Adjusted(new Position(now, eventId), adjustmentId, credits, expiry));
  }
}
