package io.flowmeter.auth.limit;

import java.time.Duration;
import java.time.Instant;

/**
 * Wrong passwords in a row for one account.
 *
 * @param lockedUntil until then nothing is even compared
 */
record Failures(int count, Instant last, Instant lockedUntil) {
  static final Failures NONE = new Failures(0, Instant.EPOCH, Instant.EPOCH);

  private static final int MAX_DOUBLINGS = 30;

  /** What the back-off goes by. */
  record Rule(int free, Duration firstLock, Duration longestLock, Duration memory) {
    Duration lockAfter(int failures) {
      if (failures < free) return Duration.ZERO;
      Duration lock = firstLock.multipliedBy(1L << Math.min(failures - free, MAX_DOUBLINGS));
      return lock.compareTo(longestLock) > 0 ? longestLock : lock;
    }
  }

  Failures oneMore(Rule rule, Instant now) {
    int failures = now.isAfter(last.plus(rule.memory())) ? 1 : count + 1;
    return new Failures(failures, now, now.plus(rule.lockAfter(failures)));
  }

  Duration lockedFor(Instant now) {
    Duration left = Duration.between(now, lockedUntil);
    return left.isPositive() ? left : Duration.ZERO;
  }
}
