package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.launcher.terminal.ExitCode;
import io.flowmeter.launcher.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogsTest {

  @TempDir Path directory;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8));
  private Home home = new Home(Path.of(""));

  @BeforeEach
  void create() throws IOException {
    home = new Home(directory);
    home.create();
  }

  @Test
  void the_last_forty_lines_of_each_part_are_shown() throws Exception {
    write("auth", IntStream.rangeClosed(1, 50).mapToObj(i -> "auth-" + i).toList());
    write("kafka", List.of("kafka-1"));

    assertThat(logs(List.of(), Optional.empty())).isEqualTo(ExitCode.OK);

    assertThat(lines())
        .contains("==> " + home.log("auth"), "auth-11", "auth-50", "kafka-1")
        .doesNotContain("auth-10");
  }

  @Test
  void only_the_parts_that_are_named_are_shown() throws Exception {
    write("auth", List.of("of auth"));
    write("kafka", List.of("of kafka"));

    assertThat(logs(List.of("kafka"), Optional.empty())).isEqualTo(ExitCode.OK);
    assertThat(lines()).contains("of kafka").doesNotContain("of auth");

    assertThat(logs(List.of("kafka", "kafkas"), Optional.empty())).isEqualTo(ExitCode.MISUSE);
    assertThat(lines()).contains("There is no part 'kafkas'; there are: auth, kafka");
  }

  @Test
  void what_is_before_a_time_is_left_out_and_lines_without_one_go_with_theirs() throws Exception {
    write(
        "auth",
        List.of(
            "---- auth started 2026-01-31T07:59:00.1234Z",
            "2026-01-31T08:59:59.999+01:00  INFO early",
            "\tat early",
            "2026-01-31T09:00:00.000+01:00  INFO late",
            "\tat late",
            "2026-01-31T07:00:00.000Z  INFO clock set back"));
    write(
        "kafka", List.of("2026-01-31 07:59:59.999 UTC [1] early", "2026-01-31 08:00:00 UTC late"));

    logs(List.of(), Optional.of(Instant.parse("2026-01-31T08:00:00Z")));

    assertThat(lines())
        .containsExactly(
            "==> " + home.log("auth"),
            "2026-01-31T09:00:00.000+01:00  INFO late",
            "\tat late",
            "2026-01-31T07:00:00.000Z  INFO clock set back",
            "==> " + home.log("kafka"),
            "2026-01-31 08:00:00 UTC late");
  }

  @Test
  void a_line_of_json_tells_its_time_too() throws Exception {
    String early = "{\"@timestamp\":\"2026-01-31T07:59:59.5Z\",\"message\":\"early\"}";
    String late = "{\"@timestamp\":\"2026-01-31T08:00:00.5Z\",\"message\":\"late\"}";
    write("auth", List.of(early, late));

    logs(List.of("auth"), Optional.of(Instant.parse("2026-01-31T08:00:00Z")));

    assertThat(lines()).contains(late).doesNotContain(early);
  }

  @Test
  void followed_each_line_is_shown_once_when_it_is_whole_and_a_new_file_from_its_begin()
      throws Exception {
    write("auth", List.of("there before, in a file that is longer than the next"));
    Thread following = Thread.startVirtualThread(this::follow);
    try {
      awaitLine("there before, in a file that is longer than the next");
      append("kafka", "half a");
      append("auth", "added\n");
      awaitLine("  auth          added");
      append("kafka", " line\n");
      awaitLine("  kafka         half a line");
      Files.delete(home.log("auth"));
      append("auth", "anew\n");
      awaitLine("  auth          anew");
    } finally {
      following.interrupt();
      following.join();
    }
    assertThat(lines()).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({
    "90s, 2026-01-31T07:58:30Z",
    "10m, 2026-01-31T07:50:00Z",
    "2h, 2026-01-31T06:00:00Z",
    "3d, 2026-01-28T08:00:00Z",
    "2026-01-01T00:00:00+01:00, 2025-12-31T23:00:00Z",
  })
  void since_is_a_time_or_how_long_ago_it_was(String given, Instant time) {
    assertThat(SinceFilter.time(given, Instant.parse("2026-01-31T08:00:00Z"))).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "10", "-10m", "10 m", "2026-01-01"})
  void since_is_nothing_else(String given) {
    Shell shell = new Shell(directory);

    assertThat(shell.run("logs", "--since=" + given)).isEqualTo(ExitCode.MISUSE);
    assertThat(shell.said()).contains("--since is a time such as", given);
  }

  private int logs(List<String> names, Optional<Instant> since) throws Exception {
    return control().logs(names, since, false);
  }

  private void follow() {
    try {
      control().logs(List.of(), Optional.empty(), true);
    } catch (InterruptedException theWayToEndIt) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private RemoteControl control() {
    return new RemoteControl(
        home, List.of(Parts.listening("auth"), Parts.listening("kafka")), terminal);
  }

  private void awaitLine(String line) {
    await().until(() -> lines().contains(line));
  }

  private List<String> lines() {
    return said.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private void write(String part, List<String> lines) throws IOException {
    append(part, lines.stream().collect(Collectors.joining("\n", "", "\n")));
  }

  private void append(String part, String text) throws IOException {
    Files.writeString(home.log(part), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
