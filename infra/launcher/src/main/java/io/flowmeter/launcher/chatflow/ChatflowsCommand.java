package io.flowmeter.launcher.chatflow;

import io.flowmeter.launcher.client.Connection;
import io.flowmeter.launcher.client.Report;
import io.flowmeter.launcher.terminal.ExitCode;
import io.flowmeter.launcher.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

@Command(
    name = "chatflows",
    addMethodSubcommands = false,
    description = "Chatflows: which there are, and who may use them.")
public final class ChatflowsCommand {
  static final String API = "/api/v1/admin/chatflows";

  @Command(description = "Shows the chatflows that the proxy knows.")
  int list(
      @Mixin Connection connection,
      @Option(names = "--deleted", description = "Also those that Flowise has no more.")
          boolean deleted)
      throws InterruptedException {
    Table table = new Table("ID", "NAME", "TYPE", "STATE");
    ArrayNode array = JsonMapper.shared().createArrayNode();
    for (JsonNode flow : connection.proxy().get(API + "?include_deleted=" + deleted)) {
      String state = flow.path("sync_status").asString("");
      String type = flow.path("type").asString("");
      table.row(id(flow), name(flow), type, state);
      // Without their graphs, which are as long as a book.
      array
          .addObject()
          .put("id", id(flow))
          .put("name", name(flow))
          .put("type", type)
          .put("state", state);
    }
    connection.show(array, table::toString);
    return ExitCode.OK;
  }

  @Command(
      description = {
        "Copies Flowise's list of chatflows now; the proxy does it every 3 minutes by itself.",
        "Ends with 1 if Flowise is away, refuses the key, or has a chatflow that cannot be read."
      })
  int sync(
      @Mixin Connection connection,
      @Option(names = "--dry-run", description = "Tell what would be done.") boolean dryRun)
      throws InterruptedException {
    JsonNode report = connection.proxy().send("POST", API + "/sync?dry_run=" + dryRun, null);
    List<String> problems = new ArrayList<>();
    report.path("error_details").forEach(each -> problems.add(each.path("error").asString("")));
    connection.show(
        report,
        () ->
            "%s%d chatflows of Flowise: %d new, %d known, %d gone"
                .formatted(
                    dryRun ? "Dry run, nothing was changed: " : "",
                    report.path("total_fetched").asInt(),
                    report.path("created").asInt(),
                    report.path("updated").asInt(),
                    report.path("deleted").asInt()));
    problems.forEach(problem -> connection.terminal().complain("  failed: " + problem));
    return report.path("errors").asInt() == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  @Command(
      description = {
        "Lets people, roles or groups use chatflows.",
        "It counts where the proxy runs with CHATFLOW_ACCESS=assigned."
      })
  int assign(
      @Mixin Connection connection,
      @Mixin Whom whom,
      @Parameters(arity = "0..*", paramLabel = "CHATFLOW", description = "Ids or names.")
          @Nullable List<String> chatflows,
      @Option(names = "--all", description = "All chatflows there are.") boolean all,
      @Option(names = "--dry-run", description = "Tell what would be done.") boolean dryRun)
      throws InterruptedException {
    return new Assignment(connection, new Report(connection, dryRun), whom)
        .assign(Assignment.chosen(connection, chatflows, all));
  }

  @Command(description = "Takes that away again.")
  int unassign(
      @Mixin Connection connection,
      @Mixin Whom whom,
      @Parameters(arity = "0..*", paramLabel = "CHATFLOW", description = "Ids or names.")
          @Nullable List<String> chatflows,
      @Option(names = "--all", description = "All chatflows there are.") boolean all,
      @Option(names = "--dry-run", description = "Tell what would be done.") boolean dryRun)
      throws InterruptedException {
    return new Assignment(connection, new Report(connection, dryRun), whom)
        .unassign(Assignment.chosen(connection, chatflows, all));
  }

  static String id(JsonNode flow) {
    return flow.path("flowise_id").asString("");
  }

  static String name(JsonNode flow) {
    return flow.path("name").asString("");
  }
}
