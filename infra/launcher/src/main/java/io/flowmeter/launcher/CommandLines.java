package io.flowmeter.launcher;

import io.flowmeter.launcher.client.Connection;
import io.flowmeter.launcher.client.Data;
import io.flowmeter.launcher.client.LocalPlatform;
import io.flowmeter.launcher.client.Refusal;
import io.flowmeter.launcher.event.Broker;
import io.flowmeter.launcher.event.EventsCommand;
import io.flowmeter.launcher.migrate.Predecessor;
import io.flowmeter.launcher.terminal.ExitCode;
import io.flowmeter.launcher.terminal.Misuse;
import io.flowmeter.launcher.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How commands come by what they need, and what becomes of what they throw. */
final class CommandLines {
  private static final int WIDTH_CHARS = 100;

  /** What picocli has for a command without a name. */
  private static final String UNNAMED = "<main class>";

  private CommandLines() {}

  /**
   * @param groups of commands, beside those that the root itself has
   * @param words of the command line: commands that they cannot mean are left out
   */
  static CommandLine of(
      Object flowmeter,
      List<Class<?>> groups,
      String[] words,
      Path root,
      Map<String, String> environment,
      Terminal terminal) {
    Parts parts = new Parts(root, environment, terminal, List.of(words));
    CommandLine line = new CommandLine(flowmeter, parts);
    String first = words.length > 0 ? words[0] : "";
    List<Class<?>> meant = groups.stream().filter(group -> name(group).equals(first)).toList();
    if (meant.isEmpty() && addMethods(line, flowmeter.getClass(), first, parts)) meant = groups;
    for (Class<?> group : meant) {
      CommandLine subcommands = new CommandLine(group, parts);
      addMethods(subcommands, group, words.length > 1 && meant.size() == 1 ? words[1] : "", parts);
      line.addSubcommand(name(group), subcommands);
    }
    return line.setUsageHelpWidth(WIDTH_CHARS)
        .setParameterExceptionHandler((failure, arguments) -> misused(failure, terminal))
        .setExecutionExceptionHandler((failure, at, result) -> failed(failure, at, terminal));
  }

  /** Adds the command of that name, or all where there is none; whether it was all. */
  private static boolean addMethods(
      CommandLine line, Class<?> owner, String wanted, CommandLine.IFactory parts) {
    List<Method> methods = CommandLine.getCommandMethods(owner, null);
    List<Method> meant =
        wanted.equals("help")
            ? List.of()
            : methods.stream().filter(method -> name(method).equals(wanted)).toList();
    for (Method method : meant.isEmpty() ? methods : meant) {
      line.addSubcommand(name(method), new CommandLine(method, parts));
    }
    return meant.isEmpty();
  }

  private static String name(AnnotatedElement command) {
    String given = Objects.requireNonNull(command.getAnnotation(Command.class)).name();
    return given.equals(UNNAMED) && command instanceof Method method ? method.getName() : given;
  }

  private record Parts(
      Path root, Map<String, String> environment, Terminal terminal, List<String> words)
      implements CommandLine.IFactory {

    @Override
    public <K> K create(Class<K> type) throws Exception {
      Data data = new Data(root.resolve(Home.USUAL));
      LocalPlatform local = Parts::portOffset;
      Map<Class<?>, Supplier<?>> made =
          Map.of(
              Data.class, () -> data,
              Connection.class, () -> new Connection(environment, local, data, terminal),
              Predecessor.class, () -> new Predecessor(environment),
              Broker.class, () -> new Broker(environment, local, data, terminal),
              EventsCommand.class,
                  () -> new EventsCommand(new Broker(environment, local, data, terminal)),
              BenchCommand.class,
                  () -> new BenchCommand(new OwnProgram(root, "bench", "1g"), words),
              TortureCommand.class,
                  () -> new TortureCommand(new OwnProgram(root, "torture", "512m"), words));
      Supplier<?> own = made.get(type);
      return own == null ? CommandLine.defaultFactory().create(type) : type.cast(own.get());
    }

    private static OptionalInt portOffset(Path directory) {
      Home home = new Home(directory);
      try {
        boolean up =
            PidFile.read(home.pidFile(Home.LAUNCHER)).flatMap(PidFile::process).isPresent();
        return up
            ? OptionalInt.of(PlatformSettings.read(home.settings()).portOffset())
            : OptionalInt.empty();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static int misused(ParameterException failure, Terminal terminal) {
    CommandLine line = failure.getCommandLine();
    terminal.complain("%s: %s".formatted(name(line), failure.getMessage()));
    if (failure instanceof UnmatchedArgumentException unmatched) {
      List<String> meant = unmatched.getSuggestions();
      if (!meant.isEmpty()) terminal.complain("Did you mean: " + String.join(", ", meant));
    }
    return hint(line, terminal);
  }

  private static int failed(Exception failure, CommandLine line, Terminal terminal)
      throws Exception {
    switch (failure) {
      case Misuse misuse -> {
        terminal.complain("%s: %s".formatted(name(line), misuse.getMessage()));
        return hint(line, terminal);
      }
      case Refusal refusal -> terminal.complain(String.valueOf(refusal.getMessage()));
      case KafkaException away ->
          terminal.complain("Kafka does not answer (%s)".formatted(away.getMessage()));
      default -> throw failure;
    }
    return ExitCode.REFUSED;
  }

  private static int hint(CommandLine line, Terminal terminal) {
    terminal.complain("'%s --help' says what it takes.".formatted(name(line)));
    return ExitCode.MISUSE;
  }

  private static String name(CommandLine line) {
    return "./" + line.getCommandSpec().qualifiedName();
  }
}
