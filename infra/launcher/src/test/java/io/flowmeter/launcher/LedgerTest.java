package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.launcher.terminal.ExitCode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private final FakeService accounting = new FakeService();
  private final FakeService auth = new FakeService();
  private final Shell shell =
      new Shell(
          Path.of("/nowhere"),
          "--token",
          "t",
          "--accounting-url",
          accounting.url(),
          "--auth-url",
          auth.url());

  @AfterEach
  void stop() {
    accounting.close();
    auth.close();
  }

  @Test
  void a_rebuild_that_finds_differences_prints_them_and_fails() {
    accounting.answers(
        "POST /api/admin/ledger/rebuild",
        202,
        """
        {"state":"FINISHED","apply":false,"eventsRead":7,"differing":1,"finishedAt":"2026-01-01T00:00:00Z",
         "differences":[{"userId":"u1","live":1,"rebuilt":2,"missing":3,"unknown":4}]}
        """);

    assertThat(shell.run("ledger", "rebuild")).isEqualTo(ExitCode.FAILED);
    assertThat(shell.said())
        .contains("u1: live 1, by the topics 2; 3 facts missing, 4 unknown")
        .contains("--apply mends them");
    assertThat(accounting.asked())
        .containsExactly("POST /api/admin/ledger/rebuild {\"apply\":false}");
  }

  @Test
  void a_right_ledger_is_said_check_by_check() {
    accounting.answers(
        "GET /api/admin/ledger/verify",
        200,
        """
        {"check":"every booking sums to zero","ok":true,"problems":[]}
        {"verified":true,"facts":5,"people":2}
        """);

    assertThat(shell.run("ledger", "verify")).isEqualTo(ExitCode.OK);
    assertThat(shell.said()).contains("every booking sums to zero").contains("the ledger is right");
  }

  @Test
  void a_wrong_ledger_fails() {
    accounting.answers(
        "GET /api/admin/ledger/verify",
        200,
        """
        {"check":"every booking sums to zero","ok":false,"problems":["booking 7 sums to 1"]}
        {"verified":false,"facts":5,"people":2}
        """);

    assertThat(shell.run("ledger", "verify")).isEqualTo(ExitCode.FAILED);
    assertThat(shell.said()).contains("WRONG", "booking 7 sums to 1", "the ledger is NOT right");
  }

  @Test
  void a_statement_is_printed_as_the_service_writes_it() {
    accounting.answers(
        "GET /api/admin/ledger/statement/u1?format=text", 200, "Balance: 5 credits\n");

    assertThat(shell.run("ledger", "statement", "u1")).isEqualTo(ExitCode.OK);
    assertThat(shell.said()).contains("Balance: 5 credits");
  }

  @Test
  void a_statement_is_found_by_login_name_too() {
    auth.answers(
        "GET /api/admin/users?sort=username&limit=500&page=1&search=anna",
        200,
        """
        {"users":[{"_id":"7","username":"annabel","email":"b@x"},{"_id":"8","username":"anna","email":"a@x"}]}
        """);
    accounting.answers("GET /api/admin/ledger/statement/8?format=csv", 200, "a,b\n");

    assertThat(shell.run("ledger", "statement", "anna", "--csv")).isEqualTo(ExitCode.OK);
    assertThat(shell.said()).contains("a,b");
  }

  @Test
  void nobody_has_no_statement() {
    auth.answers(
        "GET /api/admin/users?sort=username&limit=500&page=1&search=eve", 200, "{\"users\":[]}");

    assertThat(shell.run("ledger", "statement", "eve")).isEqualTo(ExitCode.REFUSED);
    assertThat(shell.said()).contains("auth knows nobody called 'eve'");
  }
}
