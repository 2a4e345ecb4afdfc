package io.flowmeter.examples.sink;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Goes on by itself, and days at a time when told to. */
final class MovableClock extends Clock {
  private volatile Duration behind;

  MovableClock(Duration behind) {
    this.behind = behind;
  }

  void skip(Duration time) {
    behind = behind.minus(time);
  }

  @Override
  public Instant instant() {
    return Instant.now().minus(behind).truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("nobody asks for local time");
  }
}
