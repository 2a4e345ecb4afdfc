package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowmeter.launcher.Command.Flowise;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {

  private static final Path ROOT = Path.of("/checkout");
  private static final Path DATA = ROOT.resolve(".flowmeter");

  private final Arguments arguments = new Arguments(ROOT, Map.of());

  @Test
  void up_alone_means_the_demo_flowise_usual_ports_and_data_in_the_checkout() throws Exception {
    assertThat(arguments.parse("up")).isEqualTo(new Command.Up(DATA, 0, Optional.empty(), true));
  }

  @Test
  void options_shift_ports_and_data_and_name_a_flowise() throws Exception {
    assertThat(
            arguments.parse(
                "up",
                "--port-offset",
                "10000",
                "--data",
                "/elsewhere",
                "--flowise-url",
                "https://flowise.example.com/",
                "--flowise-key",
                "k"))
        .isEqualTo(
            new Command.Up(
                Path.of("/elsewhere"),
                10_000,
                Optional.of(new Flowise("https://flowise.example.com/api/v1", "k")),
                true));
  }

  @Test
  void a_flowise_url_with_a_path_is_taken_as_it_is() throws Exception {
    assertThat(flowise("http://host:3000/flowise/api/v1"))
        .isEqualTo("http://host:3000/flowise/api/v1");
  }

  @Test
  void the_flowise_key_may_come_from_the_environment() throws Exception {
    Command command =
        new Arguments(ROOT, Map.of("FLOWISE_API_KEY", "from-environment"))
            .parse("up", "--flowise-url", "http://host");

    assertThat(((Command.Up) command).flowise())
        .contains(new Flowise("http://host/api/v1", "from-environment"));
  }

  @Test
  void a_flowise_key_is_never_printed() {
    assertThat(new Flowise("http://host", "secret-key")).asString().doesNotContain("secret-key");
  }

  @Test
  void stop_takes_one_part_and_may_kill_it() throws Exception {
    assertThat(arguments.parse("stop", "kafka", "--now"))
        .isEqualTo(new Command.Stop(DATA, "kafka", true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "ups                               | there is no command 'ups'",
        "up --prot-offset 1                | 'up' has no option --prot-offset",
        "down --flowise-url http://x       | 'down' has no option --flowise-url",
        "up --data                         | --data needs a value",
        "up --port-offset x                | --port-offset is a whole number from 0 to 38515, not 'x'",
        "up --port-offset -1               | --port-offset is a whole number from 0 to 38515, not '-1'",
        "up --port-offset 38516            | --port-offset is a whole number from 0 to 38515, not '38516'",
        "up --flowise-key k                | --flowise-key needs --flowise-url",
        "up --flowise-url http://x         | --flowise-url needs --flowise-key",
        "up --flowise-url ftp://x --flowise-key k | --flowise-url is an http or https address",
        "up kafka                          | 'up' takes no 'kafka'",
        "start                             | 'start' takes the name of one part",
      })
  void what_makes_no_sense_is_refused_with_the_reason(String line, String reason) {
    assertThatThrownBy(() -> arguments.parse(line.strip().split(" ", -1)))
        .isInstanceOf(Arguments.Misuse.class)
        .hasMessageContaining(reason);
  }

  private String flowise(String url) throws Exception {
    Command command = arguments.parse("up", "--flowise-url", url, "--flowise-key", "k");
    return ((Command.Up) command).flowise().orElseThrow().url();
  }
}
