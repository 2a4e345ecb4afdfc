package io.flowmeter.launcher.credit;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.flowmeter.launcher.client.Api;
import io.flowmeter.launcher.client.Connection;
import io.flowmeter.launcher.client.Refusal;
import io.flowmeter.launcher.people.People;
import io.flowmeter.launcher.people.Person;
import io.flowmeter.launcher.terminal.ExitCode;
import io.flowmeter.launcher.terminal.Misuse;
import io.flowmeter.launcher.terminal.Table;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** Balances of people, who are asked for one by one: each is right when it is read. */
final class BalanceList {
  private final Connection connection;
  private final Api accounting;
  private boolean complete = true;

  BalanceList(Connection connection) {
    this.connection = connection;
    this.accounting = connection.accounting();
  }

  private record Line(Person person, JsonNode balance) {
    long number(String field) {
      return balance.path(field).asLong(0);
    }
  }

  static JsonNode balance(Api accounting, Person person) throws InterruptedException {
    return accounting.get("/api/credits/balance/" + person.id());
  }

  int show(@Nullable List<String> users) throws InterruptedException {
    Table table = new Table("USERNAME", "EMAIL", "CREDITS", "RESERVED", "NEXT EXPIRY");
    ArrayNode array = JsonMapper.shared().createArrayNode();
    long sum = 0;
    for (Line line : lines(users)) {
      Person person = line.person();
      sum += line.number("totalCredits");
      String expiry =
          line.balance().path("activeAllocations").path(0).path("expiresAt").asString("never");
      table.row(
          person.username(),
          person.email(),
          line.number("totalCredits"),
          line.number("held"),
          line.number("totalCredits") == 0 ? "-" : expiry);
      array
          .addObject()
          .put("userId", person.id())
          .put("username", person.username())
          .put("email", person.email())
          .put("credits", line.number("totalCredits"))
          .put("reserved", line.number("held"));
    }
    long all = sum;
    connection.show(
        array, () -> "%s\n%,d credits of %,d people".formatted(table, all, array.size()));
    return complete ? ExitCode.OK : ExitCode.FAILED;
  }

  int export(@Nullable Path output) throws InterruptedException {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      csv.writeRecord("username", "email", "role", "credits");
      for (Line line : lines(null)) {
        Person person = line.person();
        csv.writeRecord(
            person.username(),
            person.email(),
            person.role(),
            Long.toString(line.number("totalCredits")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (output == null) {
      connection.terminal().say(text.toString().stripTrailing());
    } else {
      write(output, text.toString());
    }
    return complete ? ExitCode.OK : ExitCode.FAILED;
  }

  /** Who cannot be shown is told of, and makes the command fail in the end. */
  private List<Line> lines(@Nullable List<String> users) throws InterruptedException {
    People people = new People(connection);
    List<Person> wanted = users == null ? people.search("") : new ArrayList<>();
    for (String user : users == null ? List.<String>of() : users) {
      try {
        wanted.add(people.find(user));
      } catch (Refusal refusal) {
        missing(user, refusal);
      }
    }
    List<Line> lines = new ArrayList<>();
    for (Person person : wanted) {
      connection.terminal().bar("balances", lines.size(), wanted.size());
      try {
        lines.add(new Line(person, balance(accounting, person)));
      } catch (Refusal refusal) {
        if (!refusal.isNotFound()) throw refusal;
        missing(person.username(), refusal);
      }
    }
    return lines;
  }

  private void missing(String user, Refusal refusal) {
    complete = false;
    connection.terminal().complain("%s: %s".formatted(user, refusal.getMessage()));
  }

  private void write(Path output, String text) {
    try {
      Files.writeString(output, text);
    } catch (IOException e) {
      throw new Misuse("%s cannot be written (%s)".formatted(output, e.getMessage()));
    }
    connection.terminal().say("Written to " + output);
  }
}
