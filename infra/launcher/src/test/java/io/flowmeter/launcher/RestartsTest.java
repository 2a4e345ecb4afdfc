package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RestartsTest {

  private static final Instant NOW = Instant.parse("2026-02-09T10:00:00Z");

  @Test
  void the_first_death_is_answered_after_a_second_and_each_further_one_after_twice_as_long() {
    Restarts first = Restarts.none().after(NOW);
    Restarts second = first.after(NOW.plusSeconds(5));
    Restarts third = second.after(NOW.plusSeconds(10));

    assertThat(first.delay()).contains(Duration.ofSeconds(1));
    assertThat(second.delay()).contains(Duration.ofSeconds(2));
    assertThat(third.delay()).contains(Duration.ofSeconds(4));
  }

  @Test
  void more_than_five_deaths_within_a_minute_are_enough() {
    Restarts restarts = Restarts.none();
    for (int death = 0; death < Restarts.LIMIT_PER_MINUTE; death++) {
      restarts = restarts.after(NOW.plusSeconds(death));
      assertThat(restarts.delay()).isPresent();
    }

    assertThat(restarts.after(NOW.plusSeconds(59)).delay()).isEmpty();
  }

  @Test
  void a_minute_without_a_death_is_forgiven() {
    Restarts restarts = Restarts.none();
    for (int death = 0; death < Restarts.LIMIT_PER_MINUTE; death++) {
      restarts = restarts.after(NOW.plusSeconds(death));
    }

    assertThat(restarts.after(NOW.plusSeconds(100)).delay()).contains(Duration.ofSeconds(1));
  }
}
