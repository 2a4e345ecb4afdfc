package io.flowmeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
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
    double[] noise = {1.12, 1.3, 1.09, 1.1, 1.2, 1.08, 1.1, 1.5, 1.11, 1.09, 1.1, 1.12};
    assertThat(
            isSteadyAfter(
                DoubleStream.concat(DoubleStream.of(8.0, 1.1), DoubleStream.of(noise)).toArray()))
        .isTrue();
  }

  @Test
  void a_pause_of_the_compilers_is_not_the_end() {
    // A chat: what came then was 4.9.
    assertThat(isSteadyAfter(21.7, 14.4, 12.5, 14.5, 14.8, 13.1, 12.9, 12.6)).isFalse();
  }

  @Test
  void many_small_gains_are_a_gain() {
    assertThat(isSteadyAfter(1.0, 0.985, 0.97, 0.955, 0.94, 0.925, 0.91)).isFalse();
  }
}
