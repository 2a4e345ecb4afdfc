package io.flowmeter.launcher;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How often and how soon a part that died is started again. */
record Restarts(List<Instant> deaths) {

  static final int LIMIT_PER_MINUTE = 5;
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);

  Restarts {
    deaths = List.copyOf(deaths);
  }

  static Restarts none() {
    return new Restarts(List.of());
  }

  Restarts after(Instant death) {
    List<Instant> recent =
        new ArrayList<>(deaths.stream().filter(d -> d.isAfter(death.minus(WINDOW))).toList());
    recent.add(death);
    return new Restarts(recent);
  }

  /** Empty when it died too often to go on. Doubles with each death within the window. */
  Optional<Duration> delay() {
    return deaths.size() > LIMIT_PER_MINUTE
        ? Optional.empty()
        : Optional.of(FIRST_DELAY.multipliedBy(1L << Math.max(0, deaths.size() - 1)));
  }
}
