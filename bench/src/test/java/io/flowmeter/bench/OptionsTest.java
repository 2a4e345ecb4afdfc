package io.flowmeter.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTest {
  private static final Path ROOT = Path.of("/tree");

  @Test
  void scenarios_are_measured_in_the_order_given() {
    Options options = Options.parse(ROOT, "bench", "holds", "refresh", "--rounds", "5");

    assertThat(options.scenarios()).containsExactly("holds", "refresh");
    assertThat(options.rounds()).isEqualTo(5);
  }

  @Test
  void all_are_all() {
    assertThat(Options.parse(ROOT, "bench", "all").scenarios())
        .containsExactlyElementsOf(Scenarios.ALL.keySet());
  }

  @Test
  void results_and_data_lie_in_the_tree_unless_told_otherwise() {
    Options options = Options.parse(ROOT, "bench", "refresh");

    assertThat(options.out()).isEqualTo(ROOT.resolve("docs/performance"));
    assertThat(options.data()).isEqualTo(ROOT.resolve(".flowmeter-bench"));
  }

  @Test
  void a_start_alone_is_measured_as_it_usually_is_and_everything_else_as_for_load() {
    assertThat(Options.parse(ROOT, "bench", "start").javaOptions()).isEmpty();
    assertThat(Options.parse(ROOT, "bench", "start", "--java-options", "-Xint").javaOptions())
        .isEqualTo("-Xint");
    assertThat(Options.parse(ROOT, "bench", "holds", "start").javaOptions()).contains("-XX:");
  }

  @Test
  void what_is_not_understood_is_named() {
    assertThatThrownBy(() -> Options.parse(ROOT, "bench", "hods")).hasMessageContaining("'hods'");
    assertThatThrownBy(() -> Options.parse(ROOT, "bench", "--rounds", "no"))
        .hasMessageContaining("--rounds")
        .hasMessageContaining("'no'");
    assertThatThrownBy(() -> Options.parse(ROOT, "bench", "--out"))
        .hasMessageContaining("--out needs a value");
  }
}
