package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.launcher.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Commands on many people: each has a result of its own, and none is invented. */
class BulkCommandTest {
  private static final String EVERYBODY = "GET /api/admin/users?sort=username&limit=500&page=1";
  private static final String ANNA = "{\"_id\":\"1\",\"username\":\"anna\",\"email\":\"a@x.org\"}";

  private final FakeService service = new FakeService();
  private final Shell shell =
      new Shell(
          Path.of("/nowhere"),
          "--token",
          "t",
          // With and without /api, as the services' own variables.
          "--auth-url",
          service.url() + "/api",
          "--accounting-url",
          service.url() + "/",
          "--proxy-url",
          service.url());

  @TempDir private Path directory;

  @BeforeEach
  void everybody() {
    service.answers(EVERYBODY, 200, "{\"users\":[%s]}".formatted(ANNA));
    service.answers(EVERYBODY + "&search=anna", 200, "{\"users\":[%s]}".formatted(ANNA));
    service.answers("GET /api/credits/balance/1", 200, "{\"totalCredits\":7,\"available\":7}");
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void a_route_that_is_not_there_is_a_failure() {
    assertThat(shell.run("credits", "remove", "--all", "anna")).isEqualTo(ExitCode.FAILED);
    assertThat(shell.said()).contains("failed", "accounting refuses (404)", "1 failed");
  }

  @Test
  void a_dry_run_changes_nothing() throws IOException {
    Path file = file("username,credits\nanna,500\n");

    assertThat(shell.run("credits", "set", "--file", file.toString(), "--dry-run"))
        .isEqualTo(ExitCode.OK);
    assertThat(shell.said()).contains("500 credits, were 7").contains("Dry run");
    assertThat(service.asked()).allMatch(request -> request.startsWith("GET "));
  }

  @Test
  void a_balance_is_set_for_ever_unless_days_are_given() {
    service.answers("POST /api/credits/set", 200, "{\"previousCredits\":7}");

    shell.run("credits", "set", "anna", "5");
    shell.run("credits", "set", "anna", "5", "--days", "9");

    assertThat(service.asked())
        .anyMatch(request -> request.contains("\"credits\":5,\"notes\":\"\",\"expiryDays\":null"))
        .anyMatch(request -> request.contains("\"credits\":5,\"notes\":\"\",\"expiryDays\":9"));
  }

  @Test
  void a_balance_that_is_right_is_left_alone() {
    assertThat(shell.run("credits", "set", "anna", "7")).isEqualTo(ExitCode.OK);
    assertThat(shell.said()).contains("1 unchanged");
  }

  @Test
  void a_bad_row_is_named_and_the_others_are_done() throws IOException {
    service.answers("POST /api/credits/set", 200, "{\"previousCredits\":7}");
    Path file =
        file("action,username,credits\n# 7a\ncreate,anna,5\n,eve,5\n,anna,many\ndelete,carl,9\n");

    assertThat(shell.run("credits", "set", "--file", file.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(shell.said())
        .contains("line 3, anna: 5 credits, were 7")
        .contains("line 4, eve: auth knows nobody called 'eve'")
        .contains("line 5, anna: credits must be a whole number from 0, not 'many'")
        .contains("1 set, 2 failed");
  }

  @Test
  void an_import_that_was_interrupted_fails_and_says_what_to_do() throws IOException {
    service.answers("POST /api/admin/users/import?dryRun=false", 202, "{\"importId\":\"i\"}");
    service.answers(
        "GET /api/admin/users/import/i",
        200,
        "{\"state\":\"interrupted\",\"processed\":1,\"total\":9,\"pages\":1}");
    service.answers(
        "GET /api/admin/users/import/i?page=0",
        200,
        "{\"results\":[{\"line\":2,\"username\":\"anna\",\"status\":\"created\",\"message\":\"created\"}]}");

    assertThat(shell.run("users", "import", file("username\nanna\n").toString()))
        .isEqualTo(ExitCode.FAILED);
    assertThat(shell.said())
        .contains("line 2, anna: created")
        .contains("interrupted after 1 of 9 rows. Send the file again");
  }

  @Test
  void with_json_nothing_else_is_printed() {
    assertThat(shell.run("users", "verify", "anna", "eve", "--json")).isEqualTo(ExitCode.FAILED);

    JsonNode printed = JsonMapper.shared().readTree(shell.said());
    assertThat(printed.path("results").size()).isEqualTo(2);
    assertThat(printed.path("summary").path("failed").intValue()).isEqualTo(2);
  }

  @Test
  void deletion_must_be_meant() {
    assertThat(shell.run("users", "delete", "anna")).isEqualTo(ExitCode.MISUSE);
    assertThat(shell.said()).contains("add --yes");
    assertThat(service.asked()).isEmpty();
  }

  @Test
  void an_export_is_what_a_set_reads() throws IOException {
    Path file = directory.resolve("credits.csv");

    assertThat(shell.run("credits", "export", "--output", file.toString())).isEqualTo(ExitCode.OK);
    assertThat(file)
        .content()
        .isEqualToNormalizingNewlines("username,email,role,credits\nanna,a@x.org,,7\n");
    assertThat(shell.run("credits", "set", "--file", file.toString())).isEqualTo(ExitCode.OK);
    assertThat(shell.said()).contains("1 unchanged");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("school.csv"), text);
  }
}
