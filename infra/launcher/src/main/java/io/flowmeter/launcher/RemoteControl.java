package io.flowmeter.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
    this.home = new Home(data);
    this.terminal = terminal;
    if (!Files.isDirectory(home.run())) {
      this.components = List.of();
      return;
    }
    PlatformSettings settings = PlatformSettings.read(home.settings());
    this.components =
        new Platform(root, home, settings.portOffset())
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
    return Main.OK;
  }

  int status() throws IOException {
    boolean allUp = !components.isEmpty();
    terminal.say(
        launcher()
            .map(l -> "Flowmeter is up in %s (process %d)".formatted(home.directory(), l.pid()))
            .orElse("Flowmeter is not up in " + home.directory()));
    for (Component component : components) {
      if (component.job()) {
        continue;
      }
      Optional<ProcessHandle> process = process(component);
      boolean up = process.isPresent() && component.health().isUp(process.get().pid());
      allUp &= up;
      terminal.say(
          "  %-13s %-8s %-9s %s"
              .formatted(
                  component.name(),
                  process.isEmpty() ? "down" : up ? "up" : "not well",
                  process.map(p -> "" + p.pid()).orElse("-"),
                  String.join(
                      ", ",
                      component.ports().stream()
                          .map(p -> p.purpose() + " :" + p.number())
                          .toList())));
    }
    return allUp ? Main.OK : Main.FAILED;
  }

  int logs(Optional<String> name) {
    List<Component> wanted = new ArrayList<>();
    for (Component component : components) {
      if (name.isEmpty() || name.get().equals(component.name())) {
        wanted.add(component);
      }
    }
    if (wanted.isEmpty()) {
      return unknown(name.orElse(""));
    }
    for (Component component : wanted) {
      terminal.say("==> " + home.log(component.name()));
      new LogFile(home.log(component.name())).tail(LINES_SHOWN).forEach(terminal::say);
    }
    return Main.OK;
  }

  int events(String topic) throws IOException, InterruptedException {
    if (launcher().isEmpty()) return notUp();
    int offset = PlatformSettings.read(home.settings()).portOffset();
    return new Events(
            "localhost:%d".formatted(9092 + offset),
            "http://localhost:%d".formatted(8081 + offset),
            terminal)
        .print(topic);
  }

  int ledger(Command.Ledger command, Map<String, String> environment)
      throws IOException, InterruptedException {
    if (launcher().isEmpty()) return notUp();
    int offset = PlatformSettings.read(home.settings()).portOffset();
    return new Ledger(
            "http://localhost:%d".formatted(3000 + offset),
            "http://localhost:%d".formatted(3001 + offset),
            environment,
            terminal)
        .run(command);
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
    terminal.progress(component.get(), up ? "up" : "did not come up; see " + home.log(name));
    return up ? Main.OK : Main.FAILED;
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
    terminal.progress(component.get(), down ? "stopped" : "does not stop");
    return down ? Main.OK : Main.FAILED;
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
    return Main.MISUSE;
  }

  private int notUp() {
    terminal.say("Flowmeter is not up; ./flowmeter up starts it.");
    return Main.REFUSED;
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
