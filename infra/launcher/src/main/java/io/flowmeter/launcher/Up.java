package io.flowmeter.launcher;

import io.flowmeter.launcher.ManagedProcess.StartFailed;
import io.flowmeter.launcher.terminal.ExitCode;
import io.flowmeter.launcher.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code ./flowmeter up}: everything started, watched until somebody wants it down. */
final class Up {

  /**
   * What somebody wants up.
   *
   * @param data where it keeps its state
   * @param instances of each service; without any only what they need is started, for services run
   *     elsewhere
   */
  record Choice(Path data, int portOffset, Optional<Flowise> flowise, int instances) {
    PlatformSettings settings() {
      return new PlatformSettings(portOffset, instances, flowise.isEmpty());
    }
  }

  private final Path root;
  private final Choice command;
  private final Home home;
  private final Terminal terminal;
  private final Clock clock = Clock.systemUTC();

  Up(Path root, Choice command, Terminal terminal) {
    this.root = root;
    this.command = command;
    this.home = new Home(command.data());
    this.terminal = terminal;
  }

  int run() throws IOException, InterruptedException {
    Instant begun = clock.instant();
    home.create();
    Optional<LauncherLock> lock = LauncherLock.take(home);
    if (lock.isEmpty()) {
      terminal.say(alreadyUp());
      return ExitCode.REFUSED;
    }
    Files.deleteIfExists(home.request(Home.LAUNCHER));
    stopLeftovers();
    List<Component> components = components(command.settings(), command.flowise());
    List<String> taken = TakenPorts.of(components);
    if (!taken.isEmpty()) {
      taken.forEach(terminal::say);
      terminal.say(
          "Nothing was started. Free the port, or shift all of them: ./flowmeter up --port-offset 4000");
      return ExitCode.REFUSED;
    }
    command.settings().write(home.settings());
    PidFile.of(ProcessHandle.current()).write(home.pidFile(Home.LAUNCHER));
    return supervise(components, begun);
  }

  private int supervise(List<Component> components, Instant begun) throws InterruptedException {
    Supervisor supervisor = new Supervisor(components, home, terminal, clock);
    // One way to stop, for Ctrl-C, SIGTERM, the end of the terminal, 'down' and a failed start.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(supervisor)));
    terminal.say("Starting Flowmeter; data, logs and secrets are in " + home.directory());
    try {
      supervisor.startAll();
    } catch (StartFailed e) {
      terminal.say(String.valueOf(e.getMessage()));
      return ExitCode.FAILED;
    }
    terminal.say(
        Banner.text(
            new Platform(root, home, command.settings()),
            home,
            command.flowise(),
            Duration.between(begun, clock.instant())));
    supervisor.watch();
    return ExitCode.OK;
  }

  private void stop(Supervisor supervisor) {
    terminal.say("Stopping Flowmeter");
    supervisor.stopAll();
    try {
      Files.deleteIfExists(home.pidFile(Home.LAUNCHER));
      Files.deleteIfExists(home.request(Home.LAUNCHER));
    } catch (IOException e) {
      terminal.say("a file in %s could not be removed: %s".formatted(home.run(), e));
    }
    terminal.say("Flowmeter is down; its data stays in " + home.directory());
  }

  private void stopLeftovers() throws IOException {
    PlatformSettings last = PlatformSettings.read(home.settings());
    new Leftovers(home, terminal).stop(components(last, last.upstream()));
  }

  private List<Component> components(PlatformSettings settings, Optional<Flowise> flowise)
      throws IOException {
    return new Platform(root, home, settings).components(Secrets.in(home.secrets()), flowise);
  }

  private String alreadyUp() throws IOException {
    return PidFile.read(home.pidFile(Home.LAUNCHER))
        .map(
            launcher ->
                "Flowmeter is up already in %s (process %d, since %s). './flowmeter status' shows it, './flowmeter down' stops it."
                    .formatted(home.directory(), launcher.pid(), launcher.started()))
        .orElse(
            "Another ./flowmeter is starting or stopping the platform in %s."
                .formatted(home.directory()));
  }
}
