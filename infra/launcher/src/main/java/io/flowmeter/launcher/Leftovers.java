package io.flowmeter.launcher;

import io.flowmeter.launcher.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parts that still run although the launcher that started them is gone. */
final class Leftovers {

  private final Home home;
  private final Terminal terminal;

  Leftovers(Home home, Terminal terminal) {
    this.home = home;
    this.terminal = terminal;
  }

  /** Returns how many there were. */
  int stop(List<Component> components) {
    List<Component> running = new ArrayList<>();
    for (Component component : components) {
      if (process(component).isPresent()) {
        running.add(component);
      }
    }
    if (!running.isEmpty()) {
      terminal.say(
          "Stopping what an earlier launcher, which is gone, has left running: "
              + String.join(", ", running.stream().map(Component::name).toList()));
    }
    Order.dependentsFirst(components, this::stop);
    return running.size();
  }

  private void stop(Component component) {
    process(component)
        .ifPresent(
            handle -> {
              ManagedProcess.stop(handle, component, false);
              terminal.progress(component.name(), "stopped (process " + handle.pid() + ")");
            });
    try {
      Files.deleteIfExists(home.pidFile(component.name()));
      Files.deleteIfExists(home.request(component.name()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<ProcessHandle> process(Component component) {
    try {
      return PidFile.read(home.pidFile(component.name())).flatMap(PidFile::process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
