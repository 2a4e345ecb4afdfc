package io.flowmeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SteadinessTest {

  private static boolean isSteadyAfter(double... costs) {
    Steadiness steadiness = new Steadiness();
    for (double cost : costs) steadiness.done(cost);
    return steadiness.isReached();
  }

  @Test
  void what_gets_cheaper_is_not_steady() {
    assertThat(isSteadyAfter(8.0, 4.3, 2.9, 2.4, 1.8, 1.4, 0.9)).isFalse();
  }

  @Test
  void what_stays_as_cheap_is_steady_whatever_its_noise() {
    assertThat(isSteadyAfter(8.0, 1.1, 1.12, 1.3, 1.09, 1.1)).isTrue();
  }

  @Test
  void a_pause_of_the_compilers_is_not_the_end() {
    assertThat(isSteadyAfter(3.6, 3.5, 3.6, 3.55, 2.4)).isFalse();
  }

  @Test
  void many_small_gains_are_a_gain() {
    assertThat(isSteadyAfter(1.0, 0.985, 0.97, 0.955, 0.94, 0.925, 0.91)).isFalse();
  }
}
