package io.flowmeter.auth.verification;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of the code that an account waits for.
 *
 * @param codeHash keyed hash; the code itself is stored nowhere
 * @param attemptsLeft wrong codes that may still be given together with the address
 * @param guessesBefore how many wrong codes without an address there had been, from anybody, when
 *     this code was made
 * @param codes how many codes the account got since {@code windowFrom}
 */
record PendingVerification(
    String codeHash,
    Instant expiresAt,
    int attemptsLeft,
    long guessesBefore,
    int codes,
    Instant windowFrom) {

  boolean isOpen(Instant now) {
    return attemptsLeft > 0 && now.isBefore(expiresAt);
  }

  /**
   * A code without an address could be anybody's. Each wrong one is a guess at every open code, so
   * it is counted against all of them: past the limit the address must be given too.
   */
  boolean mayBeGivenAlone(long guessesNow, int limit) {
    return guessesNow - guessesBefore < limit;
  }

  /** Empty if the account got too many codes lately: each would be five more guesses. */
  Optional<PendingVerification> renewed(
      String newHash, long guessesNow, VerificationSettings limits, Instant now) {
    boolean newWindow = !now.isBefore(windowFrom.plus(limits.window()));
    int issued = newWindow ? 0 : codes;
    if (issued >= limits.codesPerWindow()) return Optional.empty();
    return Optional.of(
        new PendingVerification(
            newHash,
            now.plus(limits.lifetime()),
            limits.attempts(),
            guessesNow,
            issued + 1,
            newWindow ? now : windowFrom));
  }

  static PendingVerification first(
      String codeHash, long guessesNow, VerificationSettings limits, Instant now) {
    return new PendingVerification(
        codeHash, now.plus(limits.lifetime()), limits.attempts(), guessesNow, 1, now);
  }
}
