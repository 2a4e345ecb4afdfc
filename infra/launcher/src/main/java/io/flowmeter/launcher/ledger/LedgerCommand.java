package io.flowmeter.launcher.ledger;

import io.flowmeter.launcher.client.Api;
import io.flowmeter.launcher.client.Connection;
import io.flowmeter.launcher.client.Refusal;
import io.flowmeter.launcher.people.People;
import io.flowmeter.launcher.terminal.ExitCode;
import io.flowmeter.launcher.terminal.Terminal;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "ledger",
    addMethodSubcommands = false,
    description = "The books: whether they are right, and what is in them.")
public final class LedgerCommand {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final String API = "/api/admin/ledger/";
  private static final JsonMapper JSON = JsonMapper.shared();

  @Command(
      description = {
        "Folds everybody's ledger again from the topics, and shows whose differs.",
        "Ends with 1 if one differs and was not mended."
      })
  int rebuild(
      @Mixin Connection connection,
      @Option(names = "--apply", description = "Mend what differs.") boolean apply,
      @Option(
              names = "--until",
              paramLabel = "TIME",
              description = "Print what balances were then (ISO 8601), instead.")
          @Nullable String until)
      throws InterruptedException {
    Api accounting = connection.accounting();
    ObjectNode request = JSON.createObjectNode().put("apply", apply);
    if (until != null) request.put("until", until);
    JsonNode run = accounting.send("POST", API + "rebuild", request);
    while (!run.path("finishedAt").isString()) {
      connection
          .terminal()
          .bar("events", run.path("eventsRead").longValue(), run.path("eventsTotal").longValue());
      Thread.sleep(POLL);
      run = accounting.get(API + "rebuild");
    }
    if (!text(run, "state").equals("FINISHED")) {
      connection
          .terminal()
          .complain("The rebuild ended: %s %s".formatted(text(run, "state"), text(run, "message")));
      return ExitCode.FAILED;
    }
    if (until != null) return print(connection, API + "rebuild/balances");
    JsonNode ended = run;
    connection.show(ended, () -> new Differences(ended).toString());
    boolean right = ended.path("differing").longValue() == 0 || apply;
    return right ? ExitCode.OK : ExitCode.FAILED;
  }

  @Command(
      description = {
        "Checks that every booking sums to zero and that what is stored is what its facts say.",
        "Ends with 1 if not."
      })
  int verify(@Mixin Connection connection) throws InterruptedException {
    ArrayNode checks = JSON.createArrayNode();
    boolean verified = false;
    try (Stream<String> lines = connection.accounting().lines(API + "verify")) {
      for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
        JsonNode told = JSON.readTree(each.next());
        checks.add(told);
        verified |= told.path("verified").asBoolean(false);
        if (!connection.json()) tell(connection.terminal(), told);
      }
    }
    if (connection.json()) connection.show(checks, () -> "");
    return verified ? ExitCode.OK : ExitCode.FAILED;
  }

  @Command(description = "Shows what happened to somebody's credits.")
  int statement(
      @Mixin Connection connection,
      @Parameters(paramLabel = "USER", description = "Id, name or address.") String user,
      @Option(names = "--csv", description = "Print CSV.") boolean csv)
      throws InterruptedException {
    String format = connection.json() ? "json" : csv ? "csv" : "text";
    try {
      return print(connection, statementPath(user, format));
    } catch (Refusal refusal) {
      // Accounting knows ids, also of people who were deleted, and addresses, but no login names.
      if (!refusal.isNotFound() || user.contains("@")) throw refusal;
    }
    return print(connection, statementPath(new People(connection).find(user).id(), format));
  }

  private static String statementPath(String user, String format) {
    return "%sstatement/%s?format=%s".formatted(API, Api.encoded(user), format);
  }

  private static void tell(Terminal terminal, JsonNode told) {
    if (told.has("verified")) {
      terminal.say(
          "%,d facts of %,d people: %s"
              .formatted(
                  told.path("facts").longValue(),
                  told.path("people").longValue(),
                  told.path("verified").booleanValue()
                      ? "the ledger is right"
                      : "the ledger is NOT right"));
      return;
    }
    terminal.say(
        "  %-8s %s"
            .formatted(told.path("ok").booleanValue() ? "ok" : "WRONG", text(told, "check")));
    told.path("problems").forEach(problem -> terminal.say("           " + problem.asString()));
  }

  private static int print(Connection connection, String path) throws InterruptedException {
    try (Stream<String> lines = connection.accounting().lines(path)) {
      lines.forEach(connection.terminal()::say);
    }
    return ExitCode.OK;
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString("");
  }
}
