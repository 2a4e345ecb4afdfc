package io.flowmeter.system.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** `./flowmeter` of this tree, with the processes that it starts. */
final class Launcher {
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(1);

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
    return start("up");
  }

  void down() {
    await("down", start("down"));
  }

  void startAgain(String component) {
    await("start " + component, start("start", component));
  }

  ProcessHandle process(String component) {
    Path file = data.resolve("run").resolve(component + ".pid");
    try {
      long pid = Long.parseLong(Files.readString(file).strip().lines().findFirst().orElse(""));
      return ProcessHandle.of(pid)
          .orElseThrow(() -> new IllegalStateException(component + " does not run"));
    } catch (IOException e) {
      throw new UncheckedIOException("no pid file " + file, e);
    }
  }

  void signal(String component, String signal) {
    String pid = Long.toString(process(component).pid());
    await("kill", run(List.of("kill", "-" + signal, pid), "kill"));
  }

  String output(String command) {
    try {
      return Files.readString(log(command));
    } catch (IOException e) {
      return "no output of " + command;
    }
  }

  private Process start(String... arguments) {
    boolean windows = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("win");
    List<String> command = new ArrayList<>();
    command.add(root.resolve(windows ? "flowmeter.cmd" : "flowmeter").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("--port-offset", Integer.toString(portOffset)));
    command.addAll(List.of("--data", data.toString()));
    return run(command, String.join("-", arguments));
  }

  private Process run(List<String> command, String name) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
    builder.redirectErrorStream(true).redirectOutput(log(name).toFile());
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
        throw new AssertionError(command + " does not end:\n" + output(command.replace(' ', '-')));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    if (process.exitValue() != 0) {
      throw new AssertionError(command + " fails:\n" + output(command.replace(' ', '-')));
    }
  }

  private Path log(String name) {
    return data.resolveSibling("launcher-" + name + ".log");
  }
}
