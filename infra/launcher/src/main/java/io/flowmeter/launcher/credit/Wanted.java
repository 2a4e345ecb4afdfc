package io.flowmeter.launcher.credit;

import io.flowmeter.launcher.client.Connection;
import io.flowmeter.launcher.client.CsvRows;
import io.flowmeter.launcher.client.Refusal;
import io.flowmeter.launcher.client.Report;
import io.flowmeter.launcher.client.Report.Outcome;
import io.flowmeter.launcher.people.People;
import io.flowmeter.launcher.people.Person;
import io.flowmeter.launcher.terminal.Misuse;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whose credits, and how many: one person of the command line, or all of a file. */
final class Wanted {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "USER",
      description = "Id, name or address.")
  private @Nullable String user;

  @Parameters(index = "1", arity = "0..1", paramLabel = "CREDITS", description = "A whole number.")
  private @Nullable Long credits;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description =
          "Instead: everybody of a CSV file as for 'users import', by its column credits. Rows"
              + " without credits, and those that delete somebody, are left out.")
  private @Nullable Path file;

  /** What is done for each of them. */
  @FunctionalInterface
  interface Deed {
    Outcome run(Person person, long credits) throws InterruptedException;
  }

  int each(Connection connection, Report report, Deed deed) throws InterruptedException {
    People people = new People(connection);
    if (file == null) {
      if (user == null || credits == null) throw new Misuse("say USER CREDITS, or --file FILE");
      String name = user;
      long amount = credits;
      report.attempt(name, () -> deed.run(people.find(name), amount));
      return report.end();
    }
    if (user != null) throw new Misuse("say USER CREDITS or --file FILE, not both");
    List<CsvRows.Row> rows =
        CsvRows.of(file).stream()
            .filter(row -> !row.isDeletion() && !row.text("credits").isEmpty())
            .toList();
    report.expecting(rows.size());
    People.Roll roll = people.roll();
    for (CsvRows.Row row : rows) {
      report.attempt(
          row.subject(),
          () -> deed.run(roll.find(row.text("username"), row.text("email")), amount(row)));
    }
    return report.end();
  }

  private static long amount(CsvRows.Row row) {
    String text = row.text("credits");
    if (text.matches("\\d{1,18}")) return Long.parseLong(text);
    throw new Refusal(400, "credits must be a whole number from 0, not '%s'".formatted(text));
  }
}
