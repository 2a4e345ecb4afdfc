package io.flowmeter.bench.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FlamesTest {
  @Test
  void a_caller_is_as_wide_as_all_that_it_calls() {
    String svg = Flames.of("walk", Map.of("a.Run.run;a.Leg.left", 3, "a.Run.run;a.Leg.right", 1));

    assertThat(svg)
        .contains("walk: 4 samples")
        .contains("<title>a.Run.run (4)</title><rect x=\"0.0\" y=\"", "width=\"1400.0\"")
        .contains("<title>a.Leg.left (3)</title>", "width=\"1050.0\"");
  }
}
