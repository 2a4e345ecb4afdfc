package io.flowmeter.bench.platform;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** {@code ./flowmeter} for one data directory. */
public final class Launcher {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration STOP_LIMIT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(20);

  private final Path root;
  private final Path data;
  private final Map<String, String> environment;

  public Launcher(Path root, Path data, Map<String, String> environment) {
    this.root = root;
    this.data = data;
    this.environment = Map.copyOf(environment);
  }

  /** Returns how long it took until everything was healthy. */
  public Duration up(int portOffset) {
    try {
      Files.createDirectories(data);
      Path log = data.resolve("bench-up.log");
      Files.deleteIfExists(log);
      long begun = System.nanoTime();
      Process up = start(log, "up", "--no-build", "--port-offset", Integer.toString(portOffset));
      // The launcher says so when every part is ready, which the services' health decides.
      while (!Files.exists(log) || !Files.readString(log).contains("Flowmeter is up")) {
        if (!up.isAlive()) throw new IllegalStateException("it did not start:\n" + tail(log));
        if (System.nanoTime() - begun > START_LIMIT.toNanos()) {
          up.destroy();
          throw new IllegalStateException("it did not start in time:\n" + tail(log));
        }
        Thread.sleep(POLL);
      }
      return Duration.ofNanos(System.nanoTime() - begun);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public void down() {
    run("down");
  }

  /** Returns when the command has ended. */
  void run(String... words) {
    Path log = data.resolve("bench-" + words[0] + ".log");
    try {
      Process process = start(log, words);
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroy();
        throw new IllegalStateException(String.join(" ", words) + " does not end: " + tail(log));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  boolean isUp() {
    Path file = data.resolve("run/launcher.pid");
    try {
      return Files.exists(file)
          && ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst().strip()))
              .filter(ProcessHandle::isAlive)
              .isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int portOffset(Path data) {
    Properties settings = new Properties();
    try (Reader file = Files.newBufferedReader(data.resolve("run/settings.properties"))) {
      settings.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Integer.parseInt(settings.getProperty("port-offset", "0"));
  }

  private Process start(Path log, String... words) throws IOException {
    boolean windows = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("win");
    List<String> command = new ArrayList<>();
    command.add(root.resolve(windows ? "flowmeter.cmd" : "flowmeter").toString());
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

  private static String tail(Path log) throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }
}
