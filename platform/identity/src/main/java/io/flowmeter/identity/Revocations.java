package io.flowmeter.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Since when each person's tokens count, as far as that can still matter: a token that lives no
 * longer than {@code longestLifetime} has expired by itself that long after it was revoked.
 *
 * <p>What is not remembered is refused, never accepted: a token older than the memory reaches back,
 * and, when the memory was full and had to forget, every token as old as what it forgot.
 */
public final class Revocations {
  private final Clock clock;
  private final Duration longestLifetime;
  private final int maxPeople;
  private final Map<UserId, Instant> validFrom = new ConcurrentHashMap<>();
  private volatile Instant forgottenUntil = Instant.MIN;

  /**
   * @param longestLifetime of any access token
   * @param maxPeople how many are remembered at most
   */
  public Revocations(Clock clock, Duration longestLifetime, int maxPeople) {
    this.clock = clock;
    this.longestLifetime = longestLifetime;
    this.maxPeople = maxPeople;
  }

  /** This person's tokens issued before {@code tokensValidFrom} are refused from now on. */
  public synchronized void note(UserId user, Instant tokensValidFrom) {
    if (!tokensValidFrom.isAfter(horizon())) return;
    if (validFrom.size() >= maxPeople && !validFrom.containsKey(user)) forget();
    validFrom.merge(user, tokensValidFrom, (a, b) -> a.isAfter(b) ? a : b);
  }

  public boolean refuses(Caller token) {
    Instant issuedAt = token.issuedAt();
    if (issuedAt.isBefore(horizon()) || issuedAt.isBefore(forgottenUntil)) return true;
    Instant from = validFrom.get(token.userId());
    return from != null && issuedAt.isBefore(from);
  }

  public int size() {
    return validFrom.size();
  }

  /** The expired first; if that is not enough, the older half, whose place the limit takes. */
  private void forget() {
    Instant horizon = horizon();
    validFrom.values().removeIf(from -> !from.isAfter(horizon));
    if (validFrom.size() < maxPeople) return;
    Instant median =
        validFrom.values().stream().sorted().skip(validFrom.size() / 2).findFirst().orElse(horizon);
    forgottenUntil = median.isAfter(forgottenUntil) ? median : forgottenUntil;
    validFrom.values().removeIf(from -> !from.isAfter(median));
  }

  private Instant horizon() {
    return clock.instant().minus(longestLifetime);
  }
}
