package io.flowmeter.system.platform;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** `./flowmeter` of this tree, with the processes that it starts. */
final class Launcher {
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(1);
  private static final int LOOK_MILLIS = 10;

  private final Path root;
  private final Path data;
  private final int portOffset;
  private final Map<String, String> environment;

  Launcher(Path root, Path data, int portOffset, Map<String, String> environment) {
    this.root = root;
    this.data = data;
    this.portOffset = portOffset;
    this.environment = environment;
  }

  /** The process that stays as long as the platform is up. */
  Process up() {
    return run("up", "--no-build", "--port-offset", Integer.toString(portOffset));
  }

  void down() {
    await("down", run("down"));
  }

  /** Kills it at once (SIGKILL); it stays down until it is started again. */
  void kill(String component) {
    await("stop", run("stop", component, "--now"));
  }

  void start(String component) {
    await("start", run("start", component));
  }

  String secret(String name) {
    Properties secrets = new Properties();
    try (Reader file = Files.newBufferedReader(data.resolve("secrets.properties"))) {
      secrets.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return secrets.getProperty(name, "");
  }

  /** How a command ended, and all that it said. */
  CommandEnd command(List<String> words) {
    return command(words, () -> false).orElseThrow();
  }

  /**
   * @param fatal at which moment it is killed (SIGKILL)
   * @return empty if it was killed
   */
  Optional<CommandEnd> command(List<String> words, BooleanSupplier fatal) {
    Path log = log("command-" + UUID.randomUUID());
    Process process = spawn(commandLine(words), log);
    long deadline = System.nanoTime() + COMMAND_LIMIT.toNanos();
    try {
      while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (fatal.getAsBoolean()) {
          killed(process);
          return Optional.empty();
        }
        if (System.nanoTime() > deadline) {
          killed(process);
          throw new AssertionError(words + " does not end:\n" + Files.readString(log));
        }
      }
      return Optional.of(new CommandEnd(process.exitValue(), Files.readString(log)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void killed(Process process) throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }

  boolean isRunning(String component) {
    return pid(component).flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive).isPresent();
  }

  void signal(String component, String signal) {
    String pid = pid(component).orElseThrow().toString();
    await("kill", spawn(List.of("kill", "-" + signal, pid), log("kill")));
  }

  private Optional<Long> pid(String component) {
    Path file = data.resolve("run").resolve(component + ".pid");
    try {
      return Optional.of(Long.valueOf(Files.readAllLines(file).getFirst().strip()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String output(String command) {
    try {
      return Files.readString(log(command));
    } catch (IOException e) {
      return "no output of " + command;
    }
  }

  private Process run(String verb, String... arguments) {
    List<String> words = new ArrayList<>(List.of(verb));
    words.addAll(List.of(arguments));
    return spawn(commandLine(words), log(verb));
  }

  private List<String> commandLine(List<String> words) {
    boolean windows = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("win");
    List<String> command = new ArrayList<>();
    command.add(root.resolve(windows ? "flowmeter.cmd" : "flowmeter").toString());
    command.addAll(words);
    command.addAll(List.of("--data", data.toString()));
    return command;
  }

  private Process spawn(List<String> command, Path log) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await(String command, Process process) {
    try {
      if (!process.waitFor(COMMAND_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " does not end:\n" + output(command));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    if (process.exitValue() != 0) {
      throw new AssertionError(command + " fails:\n" + output(command));
    }
  }

  private Path log(String name) {
    return data.resolveSibling(name + ".log");
  }
}
