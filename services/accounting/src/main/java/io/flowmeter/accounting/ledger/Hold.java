package io.flowmeter.accounting.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Credits reserved for one completion. It ends once: captured by its usage, or released at its
 * expiry; a usage that comes after that is charged without it.
 */
public record Hold(Credits credits, Instant expiresAt, Status status) {

  public enum Status {
    ACTIVE,
    COMPLETED,
    FAILED,
    EXPIRED
  }

  public static Hold open(Credits credits, Instant expiresAt) {
    return new Hold(credits, expiresAt, Status.ACTIVE);
  }

  public boolean isOpen() {
    return status == Status.ACTIVE;
  }

  /** Settles it by the completion's usage; null when it was settled before. */
  public @Nullable Ending capture(boolean succeeded) {
    if (status == Status.COMPLETED || status == Status.FAILED) return null;
    return ending(succeeded ? Status.COMPLETED : Status.FAILED);
  }

  /** Gives it up at its expiry; null while it is not due, or has ended. */
  public @Nullable Ending expire(Instant now) {
    if (!isOpen() || expiresAt.isAfter(now)) return null;
    return ending(Status.EXPIRED);
  }

  private Ending ending(Status end) {
    return new Ending(new Hold(credits, expiresAt, end), isOpen() ? credits : Credits.NONE);
  }

  /**
   * @param released what is no longer reserved: all of it the first time, nothing after an expiry
   */
  public record Ending(Hold hold, Credits released) {}
}
