package io.flowmeter.auth.session;

import io.flowmeter.identity.UserId;
import java.time.Duration;
import java.time.Instant;

/**
 * One login on one device: the family of all refresh tokens that came from it.
 *
 * @param generation of the newest tokens
 * @param rotatedAt when that generation began
 * @param revoked by logout or because an old token was used again
 */
record Session(
    String id,
    UserId user,
    int generation,
    Instant startedAt,
    Instant rotatedAt,
    Instant expiresAt,
    boolean revoked) {

  /** What becomes of a token that is shown for exchange. */
  sealed interface Verdict {
    /** It is the newest: the next generation begins, if nobody else begins it first. */
    record Rotate() implements Verdict {}

    /** It was the newest until moments ago: its client asked several times at once. */
    record JoinNewest() implements Verdict {}

    /** It was replaced long ago: two hold it, and one of them stole it. */
    record Stolen() implements Verdict {}

    record Over() implements Verdict {}
  }

  Verdict judge(int shown, Instant now, Duration grace) {
    if (revoked || !now.isBefore(expiresAt) || shown > generation) return new Verdict.Over();
    if (shown == generation) return new Verdict.Rotate();
    boolean justReplaced = shown == generation - 1 && !now.isAfter(rotatedAt.plus(grace));
    return justReplaced ? new Verdict.JoinNewest() : new Verdict.Stolen();
  }
}
