package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.launcher.terminal.ExitCode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountCommandTest {
  private static final String LIST = "GET /api/admin/users?sort=username&limit=500&page=";
  private static final String ADMIN =
      "{\"_id\":\"1\",\"username\":\"root\",\"email\":\"r@x.org\",\"role\":\"admin\"}";
  private static final String ANNA =
      "{\"_id\":\"2\",\"username\":\"anna\",\"email\":\"a@x.org\",\"role\":\"enduser\",\"isVerified\":true}";

  private final FakeService auth = new FakeService();
  private final Shell shell =
      new Shell(Path.of("/nowhere"), "--token", "t", "--auth-url", auth.url());

  @BeforeEach
  void twoPagesOfPeople() {
    auth.answers(LIST + 1, 200, "{\"users\":[%s],\"pagination\":{\"pages\":2}}".formatted(ADMIN));
    auth.answers(LIST + 2, 200, "{\"users\":[%s],\"pagination\":{\"pages\":2}}".formatted(ANNA));
  }

  @AfterEach
  void stop() {
    auth.close();
  }

  @Test
  void everybody_is_shown_from_all_pages_and_counted_by_role() {
    assertThat(shell.run("users", "list")).isEqualTo(ExitCode.OK);
    assertThat(shell.said())
        .contains("USERNAME", "anna      a@x.org  enduser  yes       2")
        .contains("2 accounts {admin=1, enduser=1}");
  }

  @Test
  void administrators_are_kept_when_all_are_deleted() {
    auth.answers("DELETE /api/admin/users", 200, "{\"message\":\"1 users deleted\"}");

    assertThat(shell.run("users", "delete", "--all", "--dry-run")).isEqualTo(ExitCode.OK);
    assertThat(shell.said()).contains("anna").doesNotContain("root");
    assertThat(shell.run("users", "delete", "--all", "--yes")).isEqualTo(ExitCode.OK);

    assertThat(auth.asked())
        .filteredOn(request -> request.startsWith("DELETE"))
        .containsExactly(
            "DELETE /api/admin/users {\"confirmDelete\":\"DELETE_ALL_USERS\",\"preserveAdmins\":true}");
  }

  @Test
  void nobody_and_everybody_are_not_deleted_together() {
    assertThat(shell.run("users", "delete", "--yes")).isEqualTo(ExitCode.MISUSE);
    assertThat(shell.run("users", "delete", "anna", "--all", "--yes")).isEqualTo(ExitCode.MISUSE);
    assertThat(auth.asked()).isEmpty();
  }

  @Test
  void an_account_without_a_password_gets_one_by_mail_if_auth_makes_it() {
    String batch = "POST /api/admin/users/batch";
    auth.answers(batch, 201, "{\"results\":[{\"success\":true,\"userId\":\"3\"}]}");
    assertThat(shell.run("users", "create", "ben", "b@x.org")).isEqualTo(ExitCode.OK);
    assertThat(shell.said()).contains("id 3, the password is on its way by mail");

    // A batch that made nobody is a 201, too.
    auth.answers(batch, 201, "{\"results\":[{\"success\":false,\"message\":\"taken\"}]}");
    assertThat(shell.run("users", "create", "ben", "b@x.org")).isEqualTo(ExitCode.FAILED);
    assertThat(shell.said()).contains("failed", "ben: taken");
  }

  @Test
  void a_schools_words_for_roles_are_understood() {
    auth.answers(LIST + 1 + "&search=anna", 200, "{\"users\":[%s]}".formatted(ANNA));

    assertThat(shell.run("users", "role", "Teacher", "anna")).isEqualTo(ExitCode.OK);
    assertThat(shell.said()).contains("1 unchanged");
  }
}
