package io.flowmeter.auth.limit;

import java.time.Duration;
import java.time.Instant;

/** A token bucket as it was at a moment. */
record Bucket(double tokens, Instant at) {

  record Size(int burst, double perSecond) {
    Bucket full(Instant now) {
      return new Bucket(burst, now);
    }
  }

  Bucket refilled(Size size, Instant now) {
    if (!now.isAfter(at)) return this;
    double gained = Duration.between(at, now).toMillis() / 1000.0 * size.perSecond();
    return new Bucket(Math.min(size.burst(), tokens + gained), now);
  }

  /** Never below none: what ran at the same time overdraws nothing. */
  Bucket without(int spent) {
    return new Bucket(Math.max(0, tokens - spent), at);
  }

  int remaining() {
    return (int) tokens;
  }

  Duration untilTokens(double wanted, Size size) {
    double missing = Math.max(0, wanted - tokens);
    return Duration.ofMillis((long) Math.ceil(missing / size.perSecond() * 1000));
  }
}
