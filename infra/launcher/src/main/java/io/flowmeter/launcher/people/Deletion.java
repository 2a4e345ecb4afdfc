package io.flowmeter.launcher.people;

import io.flowmeter.launcher.client.Connection;
import io.flowmeter.launcher.client.Report;
import io.flowmeter.launcher.client.Report.Outcome;
import io.flowmeter.launcher.terminal.ExitCode;
import io.flowmeter.launcher.terminal.Misuse;
import io.flowmeter.launcher.terminal.Terminal;
import java.io.Console;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Deletes accounts once somebody has said that it is meant. */
final class Deletion {
  private final Connection connection;
  private final Report report;
  private final boolean sure;

  /**
   * @param sure said so already
   */
  Deletion(Connection connection, Report report, boolean sure) {
    this.connection = connection;
    this.report = report;
    this.sure = sure;
  }

  int run(@Nullable List<String> users, boolean all) throws InterruptedException {
    if (all == (users != null && !users.isEmpty())) {
      throw new Misuse("delete takes users, or --all for everybody but administrators");
    }
    if (users == null || all) return everybody();
    if (!agreed("Delete %s? Type yes: ".formatted(String.join(", ", users)))) return notMeant();
    report.expecting(users.size());
    People people = new People(connection);
    for (String user : users) {
      report.attempt(
          user,
          () -> {
            Person person = people.find(user);
            if (!report.isDryRun()) {
              connection.auth().send("DELETE", UsersCommand.path(person), null);
            }
            return new Outcome("deleted", person.email());
          });
    }
    return report.end();
  }

  private int everybody() throws InterruptedException {
    List<Person> people =
        new People(connection)
            .search("").stream().filter(person -> !person.role().equals("admin")).toList();
    if (report.isDryRun()) {
      people.forEach(p -> report.add(p.username(), new Outcome("deleted", p.email())));
      return report.end();
    }
    if (!agreed(
        "Delete all %,d accounts that are no administrators? Type yes: "
            .formatted(people.size()))) {
      return notMeant();
    }
    JsonNode request =
        JsonMapper.shared()
            .createObjectNode()
            .put("confirmDelete", "DELETE_ALL_USERS")
            .put("preserveAdmins", true);
    JsonNode answer = connection.auth().send("DELETE", "/api/admin/users", request);
    report.add("everybody", new Outcome("deleted", answer.path("message").asString("")));
    return report.end();
  }

  private int notMeant() {
    connection.terminal().complain("Nothing was deleted.");
    return ExitCode.REFUSED;
  }

  private boolean agreed(String question) {
    if (sure || report.isDryRun()) return true;
    Console console =
        Terminal.console()
            .orElseThrow(
                () ->
                    new Misuse("there is no terminal to ask on whether this is meant: add --yes"));
    return "yes".equals(console.readLine("%s", question));
  }
}
