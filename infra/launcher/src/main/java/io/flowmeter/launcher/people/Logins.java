package io.flowmeter.launcher.people;

import io.flowmeter.launcher.client.Api;
import io.flowmeter.launcher.client.Connection;
import io.flowmeter.launcher.client.CsvRows;
import io.flowmeter.launcher.client.Report;
import io.flowmeter.launcher.client.Report.Outcome;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Logs everybody of a file in, as they would themselves, and out again. */
final class Logins {
  private final Connection connection;

  Logins(Connection connection) {
    this.connection = connection;
  }

  int run(Path file) throws InterruptedException {
    List<CsvRows.Row> rows =
        CsvRows.of(file).stream()
            .filter(row -> !row.isDeletion() && !row.text("password").isEmpty())
            .toList();
    Report report = new Report(connection, false).expecting(rows.size());
    Api auth = connection.anonymousAuth();
    for (CsvRows.Row row : rows) report.attempt(row.subject(), () -> tried(auth, row));
    return report.end();
  }

  private static Outcome tried(Api auth, CsvRows.Row row) throws InterruptedException {
    var credentials =
        JsonMapper.shared()
            .createObjectNode()
            .put("username", row.name())
            .put("password", row.text("password"));
    JsonNode login = auth.send("POST", "/api/auth/login", credentials);
    var refresh =
        JsonMapper.shared()
            .createObjectNode()
            .put("refreshToken", login.path("refreshToken").asString(""));
    auth.send("POST", "/api/auth/logout", refresh);
    JsonNode user = login.path("user");
    return new Outcome(
        "logged in",
        "%s, %s".formatted(user.path("email").asString(""), user.path("role").asString("")));
  }
}
