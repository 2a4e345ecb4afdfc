package io.flowmeter.auth.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BucketTest {
  private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
  private static final Bucket.Size SIZE = new Bucket.Size(10, 2);

  @Test
  void it_refills_with_time_up_to_its_size() {
    Bucket empty = SIZE.full(NOW).without(10);

    assertThat(empty.remaining()).isZero();
    assertThat(empty.refilled(SIZE, NOW.plusSeconds(2)).remaining()).isEqualTo(4);
    assertThat(empty.refilled(SIZE, NOW.plusSeconds(60)).remaining()).isEqualTo(10);
    assertThat(empty.untilTokens(1, SIZE)).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void it_is_never_overdrawn() {
    assertThat(SIZE.full(NOW).without(11).tokens()).isZero();
  }

  @Test
  void a_clock_that_goes_back_takes_nothing() {
    assertThat(SIZE.full(NOW).refilled(SIZE, NOW.minusSeconds(5)).remaining()).isEqualTo(10);
  }

  @Test
  void what_is_not_used_for_longest_is_forgotten_first() {
    var recent = new Recent<String, Integer>(2);
    recent.change("a", 0, n -> n + 1);
    recent.change("b", 0, n -> n + 1);
    assertThat(recent.find("a")).contains(1);
    recent.change("c", 0, n -> n + 1);

    assertThat(recent.find("a")).contains(1);
    assertThat(recent.find("b")).isEmpty();
  }
}
