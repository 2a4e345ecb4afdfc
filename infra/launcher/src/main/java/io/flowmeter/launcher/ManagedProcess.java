package io.flowmeter.launcher;

import io.flowmeter.embedded.Directories;
import io.flowmeter.launcher.terminal.Terminal;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One part's process: starting it, waiting for it, stopping it, each within its limit. */
final class ManagedProcess {

  private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

  /** Beyond the usual limit: ten parts write up to 100 MB each, all at the same time. */
  private static final Duration ARCHIVE_LIMIT = Duration.ofSeconds(90);

  private static final int LINES_SHOWN = 15;

  private final Component component;
  private final Home home;
  private volatile @Nullable Process process;
  private ClassArchive.@Nullable Use archive;

  ManagedProcess(Component component, Home home) {
    this.component = component;
    this.home = home;
  }

  /** It did not become ready; the message says why, with the end of its log. */
  static final class StartFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartFailed(String message) {
      super(message);
    }
  }

  Component component() {
    return component;
  }

  boolean isAlive() {
    Process current = process;
    return current != null && current.isAlive();
  }

  /** Returns when it is ready; gives up when {@code cancelled}. */
  void start(BooleanSupplier cancelled) {
    try {
      component.launch().preparation().run();
      Process started = spawn(cancelled);
      awaitReady(started, cancelled);
      if (component.job()) {
        settleArchive(true);
        forget();
      }
    } catch (StartFailed e) {
      throw e;
    } catch (Exception e) {
      throw new StartFailed("%s cannot be started: %s".formatted(component.name(), e));
    }
  }

  /** Not at the same time as {@link #stop}: a process either is seen by it or never starts. */
  private synchronized Process spawn(BooleanSupplier cancelled) throws IOException {
    if (cancelled.getAsBoolean()) {
      throw new StartFailed(component.name() + " was not started");
    }
    LogFile log = new LogFile(home.log(component.name()));
    log.rotate();
    Files.writeString(
        log.path(),
        "---- %s started %s%n".formatted(component.name(), Instant.now()),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    ProcessBuilder builder =
        new ProcessBuilder(Session.own(command()))
            .directory(home.directory().toFile())
            .redirectInput(nothing())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()));
    builder.environment().putAll(component.launch().environment());
    Process started = builder.start();
    process = started;
    PidFile.of(started.toHandle()).write(home.pidFile(component.name()));
    return started;
  }

  private List<String> command() throws IOException {
    List<String> command = new ArrayList<>(component.launch().command());
    Optional<ClassArchive> classes = component.launch().archive();
    if (classes.isPresent()) {
      ClassArchive.Use use = classes.get().use();
      archive = use;
      command.addAll(1, use.options());
      command.add(1, "-Djava.io.tmpdir=" + emptied(home.temporary(component.name())));
    }
    return command;
  }

  /** What is killed cannot clear up: its next start does. */
  private static Path emptied(Path directory) throws IOException {
    Directories.deleteTree(directory);
    return Files.createDirectories(directory);
  }

  private void awaitReady(Process started, BooleanSupplier cancelled) throws InterruptedException {
    long deadline = System.nanoTime() + component.startLimit().toNanos();
    while (!isReady(started)) {
      if (cancelled.getAsBoolean()) {
        throw new StartFailed(component.name() + " was stopped while it started");
      }
      boolean endedWell = component.job() && !started.isAlive() && started.exitValue() == 0;
      if (!started.isAlive() && !endedWell) {
        throw new StartFailed(
            withLog("%s ended with code %d".formatted(component.name(), started.exitValue())));
      }
      if (System.nanoTime() > deadline) {
        stop(false);
        throw new StartFailed(
            withLog(
                "%s was not ready after %s"
                    .formatted(component.name(), Terminal.seconds(component.startLimit()))));
      }
      Thread.sleep(POLL_INTERVAL);
    }
  }

  private boolean isReady(Process started) {
    if (component.job()) {
      return !started.isAlive() && started.exitValue() == 0;
    }
    return started.isAlive() && component.health().isUp(started.pid());
  }

  /** Why it is not running any more. */
  String obituary() {
    Process ended = process;
    String how =
        ended == null || ended.isAlive() ? "" : " (exit code %d)".formatted(ended.exitValue());
    return withLog(component.name() + " ended unexpectedly" + how);
  }

  private String withLog(String message) {
    LogFile log = new LogFile(home.log(component.name()));
    return "%s; the end of %s:%n    %s"
        .formatted(message, log.path(), String.join("%n    ".formatted(), log.tail(LINES_SHOWN)));
  }

  synchronized boolean writesArchive() {
    ClassArchive.Use use = archive;
    return use != null && use.writes();
  }

  void stop(boolean atOnce) {
    Process current = current();
    if (current != null) {
      Duration limit =
          writesArchive() ? component.stopLimit().plus(ARCHIVE_LIMIT) : component.stopLimit();
      boolean inPeace = stop(current.toHandle(), component, limit, atOnce);
      settleArchive(inPeace);
    }
    forget();
  }

  private synchronized void settleArchive(boolean endedInPeace) {
    ClassArchive.Use use = archive;
    if (use == null) {
      return;
    }
    if (endedInPeace) {
      use.keep();
    } else {
      use.discard();
    }
  }

  private synchronized @Nullable Process current() {
    return process;
  }

  private void forget() {
    try {
      Files.deleteIfExists(home.pidFile(component.name()));
    } catch (IOException e) {
      // A stale file does no harm: the process that it names is gone.
    }
  }

  /** Also for a process that an earlier launcher started. Tells whether it ended without force. */
  static boolean stop(ProcessHandle handle, Component component, boolean atOnce) {
    return stop(handle, component, component.stopLimit(), atOnce);
  }

  private static boolean stop(
      ProcessHandle handle, Component component, Duration limit, boolean atOnce) {
    if (!atOnce) {
      ask(handle, component.stopCommand().orElse(List.of()));
      if (PidFile.awaitEnd(handle, limit)) {
        return true;
      }
    }
    handle.destroyForcibly();
    PidFile.awaitEnd(handle, KILL_LIMIT);
    return false;
  }

  private static void ask(ProcessHandle handle, List<String> command) {
    if (command.isEmpty()) {
      handle.destroy();
      return;
    }
    try {
      new ProcessBuilder(Session.own(command))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      handle.destroy();
    }
  }

  private static ProcessBuilder.Redirect nothing() {
    File device = new File(File.separatorChar == '\\' ? "NUL" : "/dev/null");
    return ProcessBuilder.Redirect.from(device);
  }
}
