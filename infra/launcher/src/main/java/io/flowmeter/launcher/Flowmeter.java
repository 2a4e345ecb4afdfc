package io.flowmeter.launcher;

import io.flowmeter.launcher.chatflow.ChatflowsCommand;
import io.flowmeter.launcher.client.Connection;
import io.flowmeter.launcher.client.Data;
import io.flowmeter.launcher.credit.CreditsCommand;
import io.flowmeter.launcher.event.EventsCommand;
import io.flowmeter.launcher.ledger.LedgerCommand;
import io.flowmeter.launcher.migrate.Migration;
import io.flowmeter.launcher.migrate.Predecessor;
import io.flowmeter.launcher.people.UsersCommand;
import io.flowmeter.launcher.terminal.ExitCode;
import io.flowmeter.launcher.terminal.Misuse;
import io.flowmeter.launcher.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./flowmeter}: the commands that deal with a platform on this machine are here. */
@Command(
    name = "flowmeter",
    description = "Runs Flowmeter on this machine, and steers it here or elsewhere.",
    addMethodSubcommands = false,
    synopsisSubcommandLabel = "COMMAND")
final class Flowmeter implements Callable<Integer> {
  private static final int HIGHEST_PORT = 65_535;

  private static final List<Class<?>> GROUPS =
      List.of(
          UsersCommand.class,
          CreditsCommand.class,
          ChatflowsCommand.class,
          LedgerCommand.class,
          EventsCommand.class,
          BenchCommand.class,
          TortureCommand.class);

  private final Path root;
  private final Map<String, String> environment;
  private final Terminal terminal;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Shows this.")
  @SuppressWarnings("UnusedVariable") // Read by picocli.
  private boolean help;

  Flowmeter(Path root, Map<String, String> environment, Terminal terminal) {
    this.root = root;
    this.environment = environment;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    terminal.say(commandLine().getUsageMessage());
    return ExitCode.OK;
  }

  /** With all commands there are. */
  CommandLine commandLine() {
    return commandLine("help");
  }

  /** With those that the words may mean: to read the options of all takes a second. */
  CommandLine commandLine(String... words) {
    return CommandLines.of(this, GROUPS, words, root, environment, terminal);
  }

  @Command(
      description = {
        "Builds what is not built, starts everything, and stays until Ctrl-C.",
        "FLOWMETER_JAVA_OPTIONS of the environment is given to every JVM, after the usual options.",
        "FLOWMETER_MONGODB_URI (mongodb://HOST:PORT/) of the environment, for this and later commands, is used instead of the embedded stores."
      })
  int up(
      @Mixin Data data,
      @Option(
              names = "--flowise-url",
              paramLabel = "URL",
              description = "Use this Flowise instead of the demo one.")
          @Nullable String flowiseUrl,
      @Option(
              names = "--flowise-key",
              paramLabel = "KEY",
              description = "Its API key; or FLOWISE_API_KEY.")
          @Nullable String flowiseKey,
      @Option(
              names = "--port-offset",
              paramLabel = "N",
              defaultValue = "0",
              description = "Shift every port by N.")
          int portOffset,
      @Option(
              names = "--instances",
              paramLabel = "N",
              defaultValue = "1",
              description =
                  "Start so many of each service, each on ports 20 above those of the one before.")
          int instances,
      @Option(names = "--no-build", description = "Take what is built already.") boolean noBuild,
      @Option(
              names = "--infra-only",
              description = "All but the three services, to run them from an IDE.")
          boolean infraOnly)
      throws IOException, InterruptedException {
    if (portOffset < 0 || portOffset + Platform.HIGHEST_BASE_PORT > HIGHEST_PORT) {
      throw new Misuse(
          "--port-offset is a whole number from 0 to %d, not '%d'"
              .formatted(HIGHEST_PORT - Platform.HIGHEST_BASE_PORT, portOffset));
    }
    if (instances < 1 || instances > Platform.MAX_INSTANCES) {
      throw new Misuse(
          "--instances is a whole number from 1 to %d, not '%d'"
              .formatted(Platform.MAX_INSTANCES, instances));
    }
    if (flowiseKey != null && flowiseUrl == null) {
      throw new Misuse("--flowise-key needs --flowise-url");
    }
    String key = flowiseKey == null ? environment.get("FLOWISE_API_KEY") : flowiseKey;
    Optional<Flowise> flowise = Flowise.of(flowiseUrl, key);
    int started = infraOnly ? 0 : instances;
    return new Up(root, new Up.Choice(data.directory(), portOffset, flowise, started), terminal)
        .run();
  }

  @Command(
      description = {
        "Makes infra/.env, the secrets for infra/docker-compose.yml. What is in it stays.",
        "With options it sets them in it, and keeps the file as it was beside it."
      })
  int init(
      @Option(
              names = "--flowise-url",
              paramLabel = "URL",
              description = "Your Flowise, instead of the one that Compose starts.")
          @Nullable String flowiseUrl,
      @Option(names = "--flowise-key", paramLabel = "KEY", description = "Its API key.")
          @Nullable String flowiseKey)
      throws IOException {
    List<String> words = new ArrayList<>();
    if (flowiseUrl != null) words.addAll(List.of("--flowise-url", flowiseUrl));
    if (flowiseKey != null) words.addAll(List.of("--flowise-key", flowiseKey));
    try {
      Init.run(root, words, terminal::say);
    } catch (IllegalArgumentException refused) {
      throw new Misuse(String.valueOf(refused.getMessage()));
    }
    return ExitCode.OK;
  }

  @Command(description = "Stops what is up, in order.")
  int down(@Mixin Data data) throws IOException, InterruptedException {
    return control(data).down();
  }

  @Command(description = "Tells what is up, and where. Ends with 1 unless everything is.")
  int status(
      @Mixin Data data,
      @Option(names = "--json", description = "Print JSON, for programs.") boolean json)
      throws IOException {
    return control(data).status(json);
  }

  @Command(description = "Shows the end of the logs.")
  int logs(
      @Mixin Data data,
      @Parameters(arity = "0..*", paramLabel = "PART", description = "Only of these.")
          @Nullable List<String> parts,
      @Option(
              names = {"-f", "--follow"},
              description = "Goes on with what is added, until Ctrl-C.")
          boolean follow,
      @Option(
              names = "--since",
              paramLabel = "TIME",
              description = "All from then on (ISO 8601), or from so long ago: 90s, 10m, 2h, 3d.")
          @Nullable String since)
      throws IOException, InterruptedException {
    Instant now = Clock.systemUTC().instant();
    return control(data)
        .logs(
            parts == null ? List.of() : parts,
            Optional.ofNullable(since).map(given -> SinceFilter.time(given, now)),
            follow);
  }

  @Command(description = "Starts a part again that was stopped.")
  int start(
      @Mixin Data data,
      @Parameters(paramLabel = "PART", description = "'./flowmeter status' lists them.")
          String part)
      throws IOException, InterruptedException {
    return control(data).start(part);
  }

  @Command(description = "Stops one part, and leaves it down.")
  int stop(
      @Mixin Data data,
      @Parameters(paramLabel = "PART", description = "'./flowmeter status' lists them.")
          String part,
      @Option(names = "--now", description = "Kill it.") boolean now)
      throws IOException, InterruptedException {
    return control(data).stop(part, now);
  }

  @Command(
      description = {
        "Looks for what is usually wrong: parts that are away, secrets that differ, ports that are"
            + " taken, Flowise's key, an empty registry, clocks. Says the cure of each.",
        "Ends with 1 if something is wrong."
      })
  int doctor(
      @Mixin Connection connection,
      @Option(
              names = "--env",
              paramLabel = "FILE",
              description =
                  "Look at the containers that infra/docker-compose.yml runs with this file.")
          @Nullable Path env)
      throws IOException, InterruptedException {
    return new Doctor(root, connection).run(env);
  }

  @Command(
      description = {
        "Moves what the predecessor has: its people with their ids and passwords, what they used, what"
            + " is left of their credits, their chats with their files, and which chatflows they may"
            + " use. Its databases are only read; stop its services first.",
        "Without --apply it only tells what would be done. The same again moves what is not there"
            + " yet, and nothing twice. Ends with 1 if a row was refused or a balance differs."
      })
  int migrate(
      @Mixin Connection connection,
      @Mixin Predecessor predecessor,
      @Option(names = "--apply", description = "Move it.") boolean apply)
      throws InterruptedException {
    return new Migration(connection, predecessor, apply).run();
  }

  @Command(description = "Shows all commands, or what one of them takes.")
  int help(
      @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "Such as users import.")
          @Nullable List<String> words) {
    CommandLine line = commandLine();
    for (String word : words == null ? List.<String>of() : words) {
      line = line.getSubcommands().get(word);
      if (line == null) throw new Misuse("there is no command '%s'".formatted(word));
    }
    terminal.say(line.getUsageMessage());
    return ExitCode.OK;
  }

  @Command(
      description = {
        "Prints a script that completes these commands in bash or zsh.",
        "To use it: source <(./flowmeter completion)"
      })
  int completion() {
    terminal.say(AutoComplete.bash("flowmeter", commandLine()));
    return ExitCode.OK;
  }

  private RemoteControl control(Data data) throws IOException {
    return new RemoteControl(root, data.directory(), terminal);
  }
}
