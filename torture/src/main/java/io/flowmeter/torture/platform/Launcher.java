package io.flowmeter.torture.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code ./flowmeter} for one data directory, and signals to the processes that it started. */
final class Launcher {
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Path root;
  private final Path data;
  private final Map<String, String> environment;

  Launcher(Path root, Path data, Map<String, String> environment) {
    this.root = root;
    this.data = data;
    this.environment = Map.copyOf(environment);
  }

  /** Returns when everything is up. */
  Process up(int portOffset, int instances) throws IOException, InterruptedException {
    Path log = log("up");
    Process up =
        spawn(
            log,
            "up",
            "--no-build",
            "--port-offset",
            Integer.toString(portOffset),
            "--instances",
            Integer.toString(instances));
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    // The launcher says so when every part is ready, which the services' health decides.
    while (!Files.readString(log).contains("Flowmeter is up")) {
      if (!up.isAlive()) throw new IOException("it did not start:\n" + Files.readString(log));
      if (System.nanoTime() > deadline) {
        up.destroy();
        throw new IOException("it did not start in time:\n" + Files.readString(log));
      }
      Thread.sleep(POLL);
    }
    return up;
  }

  record Outcome(boolean good, String output) {}

  Outcome run(String... words) {
    Path log = log(String.join("-", words).replaceAll("[^a-z-].*", ""));
    try {
      Files.deleteIfExists(log);
      Process process = spawn(log, words);
      boolean ended = process.waitFor(COMMAND_LIMIT.toSeconds(), TimeUnit.SECONDS);
      if (!ended) process.destroyForcibly();
      return new Outcome(ended && process.exitValue() == 0, Files.readString(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Of one part; empty while it is down. */
  Optional<ProcessHandle> process(String part) {
    try {
      String pid = Files.readAllLines(data.resolve("run").resolve(part + ".pid")).getFirst();
      return ProcessHandle.of(Long.parseLong(pid.strip())).filter(ProcessHandle::isAlive);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** PostgreSQL does its work in children. */
  void signal(String signal, ProcessHandle process) {
    List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
    Stream.concat(Stream.of(process), process.descendants())
        .forEach(each -> command.add(Long.toString(each.pid())));
    try {
      // One of them may have ended meanwhile.
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Process spawn(Path log, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(root.resolve("flowmeter").toString()));
    command.addAll(List.of(words));
    command.addAll(List.of("--data", data.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private Path log(String command) {
    return data.resolve("torture-" + command + ".log");
  }
}
