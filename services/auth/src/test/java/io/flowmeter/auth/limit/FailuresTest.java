package io.flowmeter.auth.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
  private static final Failures.Rule RULE =
      new Failures.Rule(3, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofHours(1));

  @Test
  void the_first_failures_lock_nothing_and_each_further_one_twice_as_long_as_the_last() {
    assertThat(lockAfter(2)).isZero();
    assertThat(lockAfter(3)).isEqualTo(Duration.ofSeconds(1));
    assertThat(lockAfter(4)).isEqualTo(Duration.ofSeconds(2));
    assertThat(lockAfter(5)).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void the_doubling_ends_at_the_longest_lock() {
    assertThat(lockAfter(9)).isEqualTo(Duration.ofMinutes(1));
    assertThat(lockAfter(1_000)).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void after_a_quiet_time_the_count_begins_anew() {
    Failures old = after(10);

    assertThat(old.oneMore(RULE, NOW.plus(Duration.ofHours(2))).count()).isEqualTo(1);
  }

  @Test
  void a_lock_ends_by_itself() {
    assertThat(after(3).lockedFor(NOW.plusSeconds(1))).isZero();
  }

  private static Duration lockAfter(int failures) {
    return after(failures).lockedFor(NOW);
  }

  private static Failures after(int failures) {
    Failures state = Failures.NONE;
    for (int i = 0; i < failures; i++) state = state.oneMore(RULE, NOW);
    return state;
  }
}
