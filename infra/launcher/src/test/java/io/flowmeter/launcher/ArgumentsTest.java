package io.flowmeter.launcher;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.launcher.client.Data;
import io.flowmeter.launcher.terminal.Terminal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What a command line that makes sense means. */
class ArgumentsTest {

  private static final Path ROOT = Path.of("/checkout");

  @Test
  void up_alone_means_the_demo_flowise_usual_ports_and_data_in_the_checkout() {
    ParseResult up = parsed("up");

    assertThat(option(up, "--port-offset")).isEqualTo(0);
    assertThat(option(up, "--flowise-url")).isNull();
    assertThat(option(up, "--flowise-key")).isNull();
    assertThat(option(up, "--no-build")).isEqualTo(false);
    assertThat(option(up, "--infra-only")).isEqualTo(false);
    assertThat(data(up)).isEqualTo(ROOT.resolve(".flowmeter"));
  }

  @Test
  void options_shift_ports_and_data_and_name_a_flowise() {
    ParseResult up =
        parsed(
            "up",
            "--port-offset",
            "10000",
            "--data",
            "/elsewhere",
            "--flowise-url=https://flowise.example.com/",
            "--flowise-key",
            "k",
            "--infra-only");

    assertThat(option(up, "--port-offset")).isEqualTo(10_000);
    assertThat(option(up, "--flowise-url")).isEqualTo("https://flowise.example.com/");
    assertThat(option(up, "--flowise-key")).isEqualTo("k");
    assertThat(option(up, "--infra-only")).isEqualTo(true);
    assertThat(data(up)).isEqualTo(Path.of("/elsewhere"));
  }

  @Test
  void stop_takes_one_part_and_may_kill_it() {
    ParseResult politely = parsed("stop", "kafka");
    ParseResult atOnce = parsed("stop", "--now", "kafka", "--data", "/elsewhere");

    assertThat(politely.matchedPositionalValue(0, "")).isEqualTo("kafka");
    assertThat(option(politely, "--now")).isEqualTo(false);
    assertThat(data(politely)).isEqualTo(ROOT.resolve(".flowmeter"));
    assertThat(atOnce.matchedPositionalValue(0, "")).isEqualTo("kafka");
    assertThat(option(atOnce, "--now")).isEqualTo(true);
    assertThat(data(atOnce)).isEqualTo(Path.of("/elsewhere"));
  }

  @Test
  void down_is_of_the_platform_whose_data_is_named() {
    assertThat(data(parsed("down"))).isEqualTo(ROOT.resolve(".flowmeter"));
    assertThat(data(parsed("down", "--data", "/elsewhere"))).isEqualTo(Path.of("/elsewhere"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bench", "torture"})
  void each_option_that_a_program_of_its_own_reads_is_told_and_completed(String name) {
    String program = "%s/src/main/java/io/flowmeter/%1$s/Options.java".formatted(name);
    String[] words = {name};
    CommandLine line = new Flowmeter(ROOT, Map.of(), new Terminal(System.out)).commandLine(words);

    assertThat(
            requireNonNull(line.getSubcommands().get(name)).getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .filter(option -> !option.equals("--help")))
        .containsExactlyInAnyOrderElementsOf(
            Sources.found(Sources.read(program), "\"(--[a-z-]+)\", \"")
                .map(each -> each.group(1))
                .distinct()
                .toList());
  }

  @Test
  void a_program_of_its_own_is_given_the_words_as_it_reads_them() {
    List<String> command =
        new OwnProgram(ROOT, "torture", "512m")
            .command(List.of("torture", "--seed=7", "--people", "2"));

    assertThat(command)
        .contains("-Xmx512m", "-Dflowmeter.root=" + ROOT)
        .endsWith(
            ROOT.resolve("torture/target/flowmeter-torture.jar").toString(),
            "torture",
            "--seed",
            "7",
            "--people",
            "2");
  }

  private static ParseResult parsed(String... words) {
    Terminal nobody = new Terminal(System.out);
    return new Flowmeter(ROOT, Map.of(), nobody).commandLine(words).parseArgs(words).subcommand();
  }

  private static @Nullable Object option(ParseResult command, String name) {
    return requireNonNull(command.commandSpec().findOption(name), name).getValue();
  }

  private static Path data(ParseResult command) {
    Object mixin =
        command.commandSpec().mixins().values().stream()
            .map(spec -> spec.userObject())
            .filter(Data.class::isInstance)
            .findFirst()
            .orElseThrow();
    return ((Data) mixin).directory();
  }
}
