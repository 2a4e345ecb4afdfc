package io.flowmeter.auth.credential;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of the reset that an account waits for.
 *
 * @param letters how many the account got since {@code windowFrom}
 */
record PendingReset(
    String tokenHash, String seed, Instant expiresAt, int letters, Instant windowFrom) {

  static final PendingReset NONE = new PendingReset("", "", Instant.EPOCH, 0, Instant.EPOCH);

  /** Empty if the account got too many letters lately. */
  Optional<PendingReset> renewed(String hash, String newSeed, ResetSettings limits, Instant now) {
    boolean newWindow = !now.isBefore(windowFrom.plus(limits.window()));
    int sent = newWindow ? 0 : letters;
    if (sent >= limits.lettersPerWindow()) return Optional.empty();
    return Optional.of(
        new PendingReset(
            hash, newSeed, now.plus(limits.lifetime()), sent + 1, newWindow ? now : windowFrom));
  }
}
