package io.flowmeter.launcher;

import io.flowmeter.launcher.ManagedProcess.StartFailed;
import io.flowmeter.launcher.terminal.Terminal;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Starts the parts, starts again what dies, does what other {@code ./flowmeter} commands ask for,
 * and stops everything in order.
 */
final class Supervisor {

  private static final Duration WATCH_INTERVAL = Duration.ofMillis(200);

  private final Home home;
  private final Terminal terminal;
  private final Clock clock;
  private final Map<String, ManagedProcess> processes = new LinkedHashMap<>();
  private final List<Component> components;
  private final Map<String, Restarts> restarts = new ConcurrentHashMap<>();
  private final Map<String, Thread> work = new ConcurrentHashMap<>();
  private final Set<String> stoppedOnPurpose = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable RuntimeException> firstFailure = new AtomicReference<>();
  private volatile boolean stopping;

  Supervisor(List<Component> components, Home home, Terminal terminal, Clock clock) {
    this.components = components;
    this.home = home;
    this.terminal = terminal;
    this.clock = clock;
    components.forEach(c -> processes.put(c.name(), new ManagedProcess(c, home)));
  }

  void startAll() {
    try {
      Order.needsFirst(components, this::start);
    } catch (CompletionException e) {
      throw Objects.requireNonNullElse(firstFailure.get(), e);
    }
  }

  private void start(Component component) {
    Instant begun = clock.instant();
    try {
      process(component).start(() -> stopping);
    } catch (StartFailed e) {
      // The others need not wait for their limits; that they then gave up is not why.
      firstFailure.compareAndSet(null, e);
      stopping = true;
      throw e;
    }
    terminal.progress(
        component.name(),
        "%s after %s"
            .formatted(
                component.job() ? "done" : "ready",
                Terminal.seconds(Duration.between(begun, clock.instant()))));
  }

  /** Returns when somebody wants the platform down. */
  void watch() throws InterruptedException {
    while (!stopping && !Files.exists(home.request(Home.LAUNCHER))) {
      for (ManagedProcess process : processes.values()) {
        if (!process.component().job()) {
          watch(process);
        }
      }
      Thread.sleep(WATCH_INTERVAL);
    }
  }

  private void watch(ManagedProcess process) {
    String name = process.component().name();
    Thread busy = work.get(name);
    if (busy != null && busy.isAlive()) {
      return;
    }
    Optional<String> request = Requests.take(home.request(name));
    if (request.isPresent()) {
      work.put(name, Thread.ofVirtual().start(() -> obey(process, request.get())));
      return;
    }
    if (!process.isAlive() && !stoppedOnPurpose.contains(name)) {
      work.put(name, Thread.ofVirtual().start(() -> restart(process)));
    }
  }

  private void obey(ManagedProcess process, String request) {
    Component component = process.component();
    switch (request) {
      case Requests.START -> {
        stoppedOnPurpose.remove(component.name());
        restarts.remove(component.name());
        if (!process.isAlive()) {
          startAgain(process);
        }
      }
      case Requests.STOP, Requests.KILL -> {
        stoppedOnPurpose.add(component.name());
        process.stop(request.equals(Requests.KILL));
        terminal.progress(component.name(), "stopped, as asked");
      }
      default -> terminal.progress(component.name(), "was asked for something unknown: " + request);
    }
  }

  private void restart(ManagedProcess process) {
    Component component = process.component();
    String obituary = process.obituary();
    if (stopping) {
      return;
    }
    terminal.say(obituary);
    Restarts history =
        restarts.getOrDefault(component.name(), Restarts.none()).after(clock.instant());
    restarts.put(component.name(), history);
    Optional<Duration> delay = history.delay();
    if (delay.isEmpty()) {
      stoppedOnPurpose.add(component.name());
      terminal.progress(
          component.name(),
          "died more than %d times within a minute and stays down; './flowmeter start %s' tries again"
              .formatted(Restarts.LIMIT_PER_MINUTE, component.name()));
      return;
    }
    terminal.progress(component.name(), "starts again in " + Terminal.seconds(delay.get()));
    try {
      Thread.sleep(delay.get());
    } catch (InterruptedException e) {
      return;
    }
    if (!stopping && !Files.exists(home.request(component.name()))) {
      startAgain(process);
    }
  }

  private void startAgain(ManagedProcess process) {
    Component component = process.component();
    Instant begun = clock.instant();
    try {
      process.start(() -> stopping);
      terminal.progress(
          component.name(),
          "ready again after " + Terminal.seconds(Duration.between(begun, clock.instant())));
    } catch (StartFailed e) {
      if (!stopping) {
        process.stop(true);
      }
    }
  }

  /** May be called again, and while parts are starting. */
  void stopAll() {
    stopping = true;
    if (processes.values().stream().anyMatch(p -> p.isAlive() && p.writesArchive())) {
      terminal.say(
          "  (longer this once: each part writes the archive that makes its next starts quick)");
    }
    Order.dependentsFirst(
        components,
        component -> {
          ManagedProcess process = process(component);
          if (process.isAlive()) {
            Instant begun = clock.instant();
            process.stop(false);
            terminal.progress(
                component.name(),
                "stopped after " + Terminal.seconds(Duration.between(begun, clock.instant())));
          }
        });
  }

  private ManagedProcess process(Component component) {
    return Objects.requireNonNull(processes.get(component.name()));
  }
}
