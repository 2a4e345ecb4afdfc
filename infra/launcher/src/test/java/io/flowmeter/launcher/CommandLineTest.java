package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.launcher.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
  private final Shell shell;

  CommandLineTest(@TempDir Path root) {
    this.shell = new Shell(root);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "ups                         | Unmatched argument at index 0: 'ups'",
        "ups                         | Did you mean: up",
        "up --prot-offset 1          | ./flowmeter up: Unknown option",
        "down --flowise-url http://x | ./flowmeter down: Unknown option",
        "up --data                   | Missing required parameter for option '--data'",
        "up --port-offset x          | 'x' is not an int",
        "up --instances 0            | --instances is a whole number from 1 to 4, not '0'",
        "up --instances 5            | --instances is a whole number from 1 to 4, not '5'",
        "up --port-offset -1         | --port-offset is a whole number from 0 to 38515, not '-1'",
        "up --port-offset 38516      | --port-offset is a whole number from 0 to 38515, not '38516'",
        "up --flowise-key k          | --flowise-key needs --flowise-url",
        "up --flowise-url http://x   | --flowise-url needs --flowise-key",
        "torture --minutes soon      | 'soon' is not a double",
        "bench holds --round 3       | ./flowmeter bench: Unknown option",
        "init again                  | Unmatched argument at index 1: 'again'",
        "up kafka                    | Unmatched argument at index 1: 'kafka'",
        "start                       | Missing required parameter: 'PART'",
        "events                      | takes a topic, such as proxy.usage.v1",
        "users role boss ann         | a role is admin, supervisor or enduser",
        "credits give ann --token t --auth-url http://h --accounting-url http://h | say USER CREDITS",
        "credits show --token t --accounting-url h | --accounting-url is an http or https address, not 'h'",
        "chatflows assign --token t --proxy-url http://h | say which chatflows, or --all",
      })
  void what_makes_no_sense_is_refused_with_the_reason(String line, String reason) {
    assertThat(shell.run(line.strip().split(" ", -1))).isEqualTo(ExitCode.MISUSE);
    assertThat(shell.said()).contains(reason).contains("--help' says what it takes");
  }

  @Test
  void without_a_command_all_of_them_are_shown() {
    assertThat(shell.run()).isEqualTo(ExitCode.OK);
    assertThat(shell.said())
        .contains("users", "credits", "chatflows", "ledger", "events", "status", "init", "torture");
  }

  @Test
  void what_needs_a_platform_is_refused_where_there_is_none() {
    assertThat(shell.run("ledger", "verify", "--token", "t")).isEqualTo(ExitCode.REFUSED);
    assertThat(shell.said()).contains("Flowmeter is not up", "--accounting-url");
  }

  @Test
  void who_does_not_say_who_asks_is_told_how() {
    assertThat(shell.run("users", "list", "--auth-url", "http://localhost:1"))
        .isEqualTo(ExitCode.REFUSED);
    assertThat(shell.said()).contains("--token TOKEN or FLOWMETER_TOKEN");
  }

  @Test
  void a_service_that_is_away_is_named() {
    assertThat(shell.run("users", "list", "--auth-url", "http://localhost:1", "--token", "t"))
        .isEqualTo(ExitCode.REFUSED);
    assertThat(shell.said()).contains("auth does not answer at http://localhost:1");
  }

  @Test
  void a_shell_is_told_all_commands_and_options() {
    assertThat(shell.run("completion")).isEqualTo(ExitCode.OK);
    assertThat(shell.said()).contains("_complete_flowmeter", "chatflows", "--accounting-url");
  }

  @Test
  void a_platform_that_is_not_up_is_what_a_doctor_finds_first() {
    assertThat(shell.run("doctor")).isEqualTo(ExitCode.FAILED);
    assertThat(shell.said()).contains("Flowmeter is not up in", "cure: ./flowmeter up starts it");
  }

  @Test
  void a_doctor_of_containers_reads_their_file_and_names_them(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve(".env"), "JWT_ACCESS_SECRET=short\n");
    String nobody = "http://localhost:1";

    assertThat(shell.run("doctor", "--env", file.toString(), "--proxy-url", nobody))
        .isEqualTo(ExitCode.FAILED);
    assertThat(shell.said())
        .contains(file + " has no DB_PASSWORD", "./flowmeter init adds what is missing")
        .contains("JWT_ACCESS_SECRET in " + file + " is shorter than 32 bytes")
        .contains("docker compose -f infra/docker-compose.yml logs flowise-proxy");
  }

  @Test
  void a_doctor_goes_on_where_nobody_can_log_in() {
    String nobody = "http://localhost:1";

    int ended =
        shell.run(
            "doctor",
            "--user",
            "somebody",
            "--auth-url",
            nobody,
            "--accounting-url",
            nobody,
            "--proxy-url",
            nobody);

    assertThat(ended).isEqualTo(ExitCode.FAILED);
    assertThat(shell.said())
        .contains(
            "nobody can log in",
            "auth does not answer",
            "accounting does not answer",
            "proxy does not answer");
  }
}
