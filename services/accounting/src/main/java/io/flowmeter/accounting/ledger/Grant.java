package io.flowmeter.accounting.ledger;

import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Granted credits and what became of them: remaining, expired, and the rest spent. */
public record Grant(
    UUID allocationId,
    Instant grantedAt,
    int priority,
    @Nullable Instant expiresAt,
    Credits total,
    Credits remaining,
    Credits expired) {

  /** By priority, then soonest expiry, then oldest; the id makes the order total. */
  public static final Comparator<Grant> DRAW_ORDER =
      Comparator.comparingInt(Grant::priority)
          .thenComparing(Grant::expiresAt, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(grant -> new Position(grant.grantedAt(), grant.allocationId()));

  public Grant {
    if (remaining.plus(expired).compareTo(total) > 0) {
      throw new IllegalArgumentException(
          "more is left of the grant than was given: " + allocationId);
    }
  }

  static Grant of(Fact.Granted fact) {
    return new Grant(
        fact.allocationId(),
        fact.at().occurredAt(),
        fact.priority(),
        fact.expiresAt(),
        fact.credits(),
        fact.credits(),
        Credits.NONE);
  }

  static Grant of(Fact.Adjusted raise) {
    return new Grant(
        raise.adjustmentId(),
        raise.at().occurredAt(),
        AllocationPolicy.DEFAULT_PRIORITY,
        raise.expiresAt(),
        raise.amount(),
        raise.amount(),
        Credits.NONE);
  }

  /** Expired at its very moment of expiry, not only after it. */
  public boolean isExpiredAt(Instant moment) {
    return expiresAt != null && !expiresAt.isAfter(moment);
  }

  boolean losesBy(Instant moment) {
    return !remaining.isNone() && isExpiredAt(moment);
  }

  /** The same grant at an earlier point, when that much of it was left. */
  public Grant leaving(Credits then) {
    return with(then, Credits.NONE);
  }

  Grant draw(Credits credits) {
    return with(remaining.minus(credits), expired);
  }

  Grant expire() {
    return with(Credits.NONE, expired.plus(remaining));
  }

  private Grant with(Credits newRemaining, Credits newExpired) {
    return new Grant(allocationId, grantedAt, priority, expiresAt, total, newRemaining, newExpired);
  }
}
