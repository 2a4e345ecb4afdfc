package io.flowmeter.launcher;

import io.flowmeter.launcher.terminal.ExitCode;
import io.flowmeter.launcher.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The commands that deal with a platform that another {@code ./flowmeter} has up. */
final class RemoteControl {

  private static final Duration DOWN_LIMIT = Duration.ofMinutes(4);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(150);
  private static final Duration START_LIMIT = Duration.ofMinutes(4);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
  private static final int LINES_SHOWN = 40;

  private final Home home;
  private final Terminal terminal;
  private final List<Component> components;

  RemoteControl(Path root, Path data, Terminal terminal) throws IOException {
    this(new Home(data), componentsLastUp(root, new Home(data)), terminal);
  }

  RemoteControl(Home home, List<Component> components, Terminal terminal) {
    this.home = home;
    this.components = components;
    this.terminal = terminal;
  }

  private static List<Component> componentsLastUp(Path root, Home home) throws IOException {
    if (!Files.isDirectory(home.run())) {
      return List.of();
    }
    PlatformSettings settings = PlatformSettings.read(home.settings());
    return new Platform(root, home, settings)
        .components(Secrets.in(home.secrets()), settings.upstream());
  }

  int down() throws IOException, InterruptedException {
    Optional<ProcessHandle> launcher = launcher();
    if (launcher.isPresent()) {
      terminal.say("Stopping Flowmeter (process %d)".formatted(launcher.get().pid()));
      Requests.leave(home.request(Home.LAUNCHER), Requests.DOWN);
      if (!PidFile.awaitEnd(launcher.get(), DOWN_LIMIT)) {
        terminal.say("It does not stop within %s: killing it".formatted(DOWN_LIMIT));
        launcher.get().destroyForcibly();
      }
    }
    int leftovers = components.isEmpty() ? 0 : new Leftovers(home, terminal).stop(components);
    terminal.say(
        launcher.isEmpty() && leftovers == 0 ? "Flowmeter is not up." : "Flowmeter is down.");
    return ExitCode.OK;
  }

  int status(boolean json) throws IOException {
    List<PartStatus> parts = parts();
    Optional<Long> launcher = launcher().map(ProcessHandle::pid);
    if (json) {
      terminal.say(PartStatus.json(home.directory(), launcher, parts));
    } else {
      terminal.say(
          launcher
              .map(pid -> "Flowmeter is up in %s (process %d)".formatted(home.directory(), pid))
              .orElse("Flowmeter is not up in " + home.directory()));
      parts.forEach(part -> terminal.say("  " + part));
    }
    boolean allUp = !parts.isEmpty() && parts.stream().allMatch(PartStatus::isUp);
    return allUp ? ExitCode.OK : ExitCode.FAILED;
  }

  List<PartStatus> parts() {
    return components.stream()
        .filter(component -> !component.job())
        .map(component -> PartStatus.of(component, process(component).map(ProcessHandle::pid)))
        .toList();
  }

  /**
   * @param names of parts; none are all
   * @param since without it the last lines are shown
   * @param follow shows what is added too, for as long as the thread is not interrupted
   */
  int logs(List<String> names, Optional<Instant> since, boolean follow)
      throws IOException, InterruptedException {
    List<String> known = components.stream().map(Component::name).toList();
    List<String> wanted = names.isEmpty() ? known : names;
    if (wanted.isEmpty() || !known.containsAll(wanted)) {
      return unknown(names.stream().filter(name -> !known.contains(name)).findFirst().orElse(""));
    }
    Map<String, Long> shown = new LinkedHashMap<>();
    for (String name : wanted) {
      LogFile log = new LogFile(home.log(name));
      terminal.say("==> " + log.path());
      shown.put(
          name,
          since.isEmpty()
              ? log.last(LINES_SHOWN, terminal::say)
              : log.read(0, new SinceFilter(since.get(), terminal::say)));
    }
    while (follow) {
      Thread.sleep(POLL_INTERVAL);
      for (String name : wanted) {
        shown.computeIfPresent(name, (_, from) -> added(name, from, wanted.size() > 1));
      }
    }
    return ExitCode.OK;
  }

  private long added(String name, long from, boolean named) {
    return new LogFile(home.log(name))
        .read(from, named ? line -> terminal.progress(name, line) : terminal::say);
  }

  int start(String name) throws IOException, InterruptedException {
    Optional<Component> component = component(name);
    if (component.isEmpty() || launcher().isEmpty()) {
      return component.isEmpty() ? unknown(name) : notUp();
    }
    Requests.leave(home.request(name), Requests.START);
    boolean up =
        await(
            () ->
                !Files.exists(home.request(name))
                    && process(component.get())
                        .filter(p -> component.get().health().isUp(p.pid()))
                        .isPresent(),
            START_LIMIT);
    terminal.progress(component.get().name(), up ? "up" : "did not come up; see " + home.log(name));
    return up ? ExitCode.OK : ExitCode.FAILED;
  }

  int stop(String name, boolean atOnce) throws IOException, InterruptedException {
    Optional<Component> component = component(name);
    if (component.isEmpty() || launcher().isEmpty()) {
      return component.isEmpty() ? unknown(name) : notUp();
    }
    Requests.leave(home.request(name), atOnce ? Requests.KILL : Requests.STOP);
    boolean down =
        await(
            () -> !Files.exists(home.request(name)) && process(component.get()).isEmpty(),
            STOP_LIMIT);
    terminal.progress(component.get().name(), down ? "stopped" : "does not stop");
    return down ? ExitCode.OK : ExitCode.FAILED;
  }

  private static boolean await(BooleanSupplier condition, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(POLL_INTERVAL);
    }
    return true;
  }

  private Optional<Component> component(String name) {
    return components.stream().filter(c -> c.name().equals(name) && !c.job()).findFirst();
  }

  private int unknown(String name) {
    terminal.say(
        "There is no part '%s'; there are: %s"
            .formatted(
                name,
                String.join(
                    ", ",
                    components.stream().filter(c -> !c.job()).map(Component::name).toList())));
    return ExitCode.MISUSE;
  }

  private int notUp() {
    terminal.say("Flowmeter is not up; ./flowmeter up starts it.");
    return ExitCode.REFUSED;
  }

  private Optional<ProcessHandle> launcher() throws IOException {
    return PidFile.read(home.pidFile(Home.LAUNCHER)).flatMap(PidFile::process);
  }

  private Optional<ProcessHandle> process(Component component) {
    try {
      return PidFile.read(home.pidFile(component.name())).flatMap(PidFile::process);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
