package io.flowmeter.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One part's process: starting it, waiting for it, stopping it, each within its limit. */
final class ManagedProcess {

  private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
  private static final int LINES_SHOWN = 15;

  private final Component component;
  private final Home home;
  private volatile @Nullable Process process;

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
        Files.deleteIfExists(home.pidFile(component.name()));
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
        new ProcessBuilder(Session.own(component.launch().command()))
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

  void stop(boolean atOnce) {
    Process current = current();
    if (current != null) {
      stop(current.toHandle(), component, atOnce);
    }
    forget();
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

  /** Also for a process that an earlier launcher started. */
  static void stop(ProcessHandle handle, Component component, boolean atOnce) {
    if (!handle.isAlive()) {
      return;
    }
    if (!atOnce) {
      ask(handle, component.stopCommand().orElse(List.of()));
      if (await(handle, component.stopLimit())) {
        return;
      }
    }
    handle.destroyForcibly();
    await(handle, KILL_LIMIT);
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

  private static boolean await(ProcessHandle handle, Duration limit) {
    try {
      handle.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ProcessBuilder.Redirect nothing() {
    File device = new File(File.separatorChar == '\\' ? "NUL" : "/dev/null");
    return ProcessBuilder.Redirect.from(device);
  }
}
