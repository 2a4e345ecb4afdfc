package io.flowmeter.auth.limit;

import java.time.Duration;

/** As HTTP's headers count time. */
final class Seconds {
  private Seconds() {}

  static long roundedUp(Duration duration) {
    return duration.plusNanos(999_999_999).toSeconds();
  }
}
