package io.flowmeter.launcher.people;

import io.flowmeter.launcher.client.Api;
import io.flowmeter.launcher.client.Connection;
import io.flowmeter.launcher.client.Report;
import io.flowmeter.launcher.client.Report.Outcome;
import io.flowmeter.launcher.terminal.ExitCode;
import io.flowmeter.launcher.terminal.Misuse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Sends a file to auth, and follows what becomes of its rows. */
final class Import {
  private static final String API = "/api/admin/users/import";
  private static final Duration POLL = Duration.ofMillis(200);

  private final Connection connection;
  private final Api auth;

  Import(Connection connection) {
    this.connection = connection;
    this.auth = connection.auth();
  }

  int run(Path file, boolean dryRun) throws InterruptedException {
    JsonNode started = auth.upload(API + "?dryRun=" + dryRun, "text/csv", content(file));
    String progress = API + "/" + started.path("importId").asString();
    JsonNode job = auth.get(progress);
    while (job.path("state").asString().equals("running")) {
      connection
          .terminal()
          .bar("rows", job.path("processed").asLong(0), job.path("total").asLong(0));
      Thread.sleep(POLL);
      job = auth.get(progress);
    }
    Report report = new Report(connection, dryRun);
    for (int page = 0; page < job.path("pages").asInt(0); page++) {
      for (JsonNode row : auth.get(progress + "?page=" + page).path("results")) {
        report.add(subject(row), new Outcome(text(row, "status"), text(row, "message")));
      }
    }
    int ended = report.end();
    if (job.path("state").asString().equals("done")) return ended;
    connection
        .terminal()
        .complain(
            "The import was interrupted after %,d of %,d rows. Send the file again: what is done is skipped."
                .formatted(job.path("processed").asLong(0), job.path("total").asLong(0)));
    return ExitCode.FAILED;
  }

  private static String subject(JsonNode row) {
    String name = text(row, "username").isEmpty() ? text(row, "email") : text(row, "username");
    return "line %d, %s".formatted(row.path("line").asLong(0), name);
  }

  private static String text(JsonNode row, String field) {
    return row.path(field).asString("");
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new Misuse(
          "the file %s cannot be read (%s)".formatted(file, e.getClass().getSimpleName()));
    }
  }
}
