package io.flowmeter.launcher;

import io.flowmeter.embedded.Java;
import io.flowmeter.embedded.Ports;
import io.flowmeter.launcher.Component.Launch;
import io.flowmeter.launcher.Component.Port;
import io.flowmeter.launcher.Component.Preparation;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small parts for tests: a process that listens, and one that does not get that far. */
final class Parts {

  private Parts() {}

  static Component listening(String name, String... needs) {
    int port = Ports.free();
    return part(name, port, List.of(needs), "" + port, new Health.Listening(port));
  }

  static Component neverReady(String name, String... needs) {
    int port = Ports.free();
    return part(name, port, List.of(needs), "" + port, new Health.Told(pid -> false));
  }

  static Component failing(String name, String... needs) {
    int port = Ports.free();
    return part(name, port, List.of(needs), "nonsense", new Health.Listening(port));
  }

  private static Component part(
      String name, int port, List<String> needs, String argument, Health health) {
    List<String> command =
        Java.command(
            List.of("-XX:TieredStopAtLevel=1", "-cp", testClasses()),
            List.of(Listener.class.getName(), argument));
    return new Component(
        name,
        name,
        List.of(new Port(port, name)),
        needs,
        new Launch(command, Map.of(), Preparation.NONE, Optional.of(archive())),
        health,
        false,
        Optional.empty(),
        Duration.ofSeconds(20),
        Duration.ofSeconds(10));
  }

  /** None is written, nor is there one. */
  private static ClassArchive archive() {
    Path classes = Path.of(testClasses());
    return new ClassArchive(classes.resolveSibling("archives"), "part", classes, false);
  }

  private static String testClasses() {
    try {
      return Path.of(Parts.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Accepts connections until it is told to end; it leaves a temporary file. */
  static final class Listener {
    private Listener() {}

    public static void main(String[] args) throws Exception {
      Files.createTempFile("part", ".tmp");
      try (ServerSocket socket = new ServerSocket(Integer.parseInt(args[0]))) {
        while (true) {
          socket.accept().close();
        }
      }
    }
  }
}
