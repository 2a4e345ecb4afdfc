package io.flowmeter.launcher.credit;

import io.flowmeter.launcher.client.Api;
import io.flowmeter.launcher.client.Connection;
import io.flowmeter.launcher.client.Refusal;
import io.flowmeter.launcher.client.Report;
import io.flowmeter.launcher.client.Report.Outcome;
import io.flowmeter.launcher.people.People;
import io.flowmeter.launcher.people.Person;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "credits",
    addMethodSubcommands = false,
    description = "Credits: who has how many, giving and taking.")
public final class CreditsCommand {

  @Command(description = "Shows balances: of some people, or of everybody.")
  int show(
      @Mixin Connection connection,
      @Parameters(arity = "0..*", paramLabel = "USER", description = "Ids, names or addresses.")
          @Nullable List<String> users)
      throws InterruptedException {
    return new BalanceList(connection).show(users);
  }

  @Command(
      description = {
        "Writes everybody's balance as CSV: username,email,role,credits.",
        "'credits set --file' reads it back."
      })
  int export(
      @Mixin Connection connection,
      @Option(
              names = "--output",
              paramLabel = "FILE",
              description = "Write there; an existing file is replaced once all is read.")
          @Nullable Path output)
      throws InterruptedException {
    return new BalanceList(connection).export(output);
  }

  @Command(
      description = {
        "Gives credits.",
        "Without --days or --forever they last as long as DEFAULT_EXPIRY_DAYS says (30 days)."
      })
  int give(
      @Mixin Connection connection,
      @Mixin Wanted wanted,
      @Mixin Lifetime lifetime,
      @Option(names = "--notes", paramLabel = "TEXT", defaultValue = "", description = "Why.")
          String notes,
      @Option(
              names = "--once",
              paramLabel = "KEY",
              description =
                  "However often this is repeated with the same KEY, each person is given once.")
          @Nullable String once,
      @Option(names = "--dry-run", description = "Tell what would be done.") boolean dryRun)
      throws InterruptedException {
    Api accounting = connection.accounting();
    return wanted.each(
        connection,
        new Report(connection, dryRun),
        (person, credits) -> {
          if (credits == 0) return new Outcome("unchanged", "0 credits are nothing to give");
          if (dryRun) return new Outcome("given", credits + " credits");
          ObjectNode request = request(person, credits, notes);
          lifetime.into(request);
          JsonNode answer =
              accounting.send("POST", "/api/credits/allocate", request, keyOf(once, person));
          String until = answer.path("expiresAt").asString("for ever");
          return new Outcome("given", "%d credits, until %s".formatted(credits, until));
        });
  }

  @Command(
      description = {
        "Makes balances exactly so much. Again, it changes nothing.",
        "Without --days what is given never expires."
      })
  int set(
      @Mixin Connection connection,
      @Mixin Wanted wanted,
      @Mixin Lifetime lifetime,
      @Option(names = "--notes", paramLabel = "TEXT", defaultValue = "", description = "Why.")
          String notes,
      @Option(names = "--dry-run", description = "Tell what would be done.") boolean dryRun)
      throws InterruptedException {
    Api accounting = connection.accounting();
    return wanted.each(
        connection,
        new Report(connection, dryRun),
        (person, credits) -> {
          long before = BalanceList.balance(accounting, person).path("totalCredits").asLong();
          if (before == credits) return new Outcome("unchanged", credits + " credits");
          if (!dryRun) {
            ObjectNode request = request(person, credits, notes);
            lifetime.foreverUnlessGiven(request);
            before =
                accounting
                    .send("POST", "/api/credits/set", request)
                    .path("previousCredits")
                    .asLong(before);
          }
          return new Outcome("set", "%d credits, were %d".formatted(credits, before));
        });
  }

  @Command(description = "Takes credits; what is reserved for a completion under way stays.")
  int remove(
      @Mixin Connection connection,
      @Mixin Wanted wanted,
      @Option(
              names = "--all",
              paramLabel = "USER",
              description = "Instead: take all that these people have.")
          @Nullable List<String> all,
      @Option(names = "--notes", paramLabel = "TEXT", defaultValue = "", description = "Why.")
          String notes,
      @Option(names = "--dry-run", description = "Tell what would be done.") boolean dryRun)
      throws InterruptedException {
    Api accounting = connection.accounting();
    Report report = new Report(connection, dryRun);
    if (all != null) return removeAll(connection, report, all);
    return wanted.each(
        connection,
        report,
        (person, credits) -> {
          if (credits == 0) return new Outcome("unchanged", "0 credits are nothing to take");
          if (!dryRun) {
            return removed(
                accounting.send("DELETE", "/api/credits/remove", request(person, credits, notes)));
          }
          long before = BalanceList.balance(accounting, person).path("available").asLong();
          if (before < credits) {
            throw new Refusal(400, "only %d credits can be taken".formatted(before));
          }
          return new Outcome("removed", "%d of %d credits".formatted(credits, before));
        });
  }

  private static int removeAll(Connection connection, Report report, List<String> users)
      throws InterruptedException {
    Api accounting = connection.accounting();
    People people = new People(connection);
    for (String user : users) {
      report.attempt(
          user,
          () -> {
            Person person = people.find(user);
            long before = BalanceList.balance(accounting, person).path("available").asLong();
            if (before == 0) return new Outcome("unchanged", "has no credits that can be taken");
            if (report.isDryRun()) return new Outcome("removed", before + " credits");
            return removed(accounting.send("DELETE", "/api/credits/user/" + person.id(), null));
          });
    }
    return report.end();
  }

  private static Outcome removed(JsonNode answer) {
    return new Outcome(
        "removed",
        "%d credits, %d are left"
            .formatted(answer.path("removedCredits").asLong(), answer.path("newCredits").asLong()));
  }

  private static ObjectNode request(Person person, long credits, String notes) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("userId", person.id())
        .put("credits", credits)
        .put("notes", notes);
  }

  private static Map<String, String> keyOf(@Nullable String once, Person person) {
    return once == null ? Map.of() : Map.of("Idempotency-Key", once + "-" + person.id());
  }
}
