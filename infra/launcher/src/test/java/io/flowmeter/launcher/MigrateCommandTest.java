package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.launcher.terminal.ExitCode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses of old databases have passwords, and are often mistyped. */
class MigrateCommandTest {
  private static final String NOBODY = "http://localhost:1";

  private final Shell shell =
      new Shell(
          Path.of("/nowhere"),
          "--token",
          "t",
          "--auth-url",
          NOBODY,
          "--accounting-url",
          NOBODY,
          "--proxy-url",
          NOBODY);

  @Test
  void without_a_database_there_is_nothing_to_move() {
    assertThat(shell.run("migrate")).isEqualTo(ExitCode.MISUSE);
    assertThat(shell.said()).contains("give at least one of --old-auth");
  }

  @ParameterizedTest
  @CsvSource({
    "--old-auth, mongo://school:geheim@localhost/auth_db",
    "--old-proxy, mongodb://school:geheim@:x/flowise_proxy",
    "--old-accounting, mysql://school:geheim@localhost/accounting_db",
    "--old-accounting, postgresql://school:geheim@local host/accounting_db"
  })
  void an_address_that_is_none_is_refused_and_its_password_not_shown(String option, String uri) {
    assertThat(shell.run("migrate", option, uri)).isEqualTo(ExitCode.MISUSE);
    assertThat(shell.said()).contains(option + " is no address").doesNotContain("geheim");
  }

  @Test
  void a_database_that_does_not_answer_is_told_without_its_password() {
    assertThat(shell.run("migrate", "--old-accounting", "postgresql://school:geheim@localhost:1/x"))
        .isEqualTo(ExitCode.REFUSED);
    assertThat(shell.said())
        .contains("the database of --old-accounting does not answer")
        .doesNotContain("geheim");
  }
}
