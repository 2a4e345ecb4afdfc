package io.flowmeter.launcher;

import io.flowmeter.embedded.Java;
import io.flowmeter.embedded.Ports;
import io.flowmeter.launcher.Component.Launch;
import io.flowmeter.launcher.Component.Port;
import io.flowmeter.launcher.Component.Preparation;
import java.net.ServerSocket;
import java.net.URISyntaxException;
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
    return part(name, port, List.of(needs), List.of(Listener.class.getName(), "" + port));
  }

  static Component failing(String name, String... needs) {
    return part(name, Ports.free(), List.of(needs), List.of(Listener.class.getName(), "nonsense"));
  }

  private static Component part(
      String name, int port, List<String> needs, List<String> mainAndArguments) {
    List<String> command =
        Java.command(List.of("-XX:TieredStopAtLevel=1", "-cp", testClasses()), mainAndArguments);
    return new Component(
        name,
        name,
        List.of(new Port(port, name)),
        needs,
        new Launch(command, Map.of(), Preparation.NONE, Optional.empty()),
        new Health.Listening(port),
        false,
        Optional.empty(),
        Duration.ofSeconds(20),
        Duration.ofSeconds(10));
  }

  private static String testClasses() {
    try {
      return Path.of(Parts.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Accepts connections until it is told to end. */
  static final class Listener {
    private Listener() {}

    public static void main(String[] args) throws Exception {
      try (ServerSocket socket = new ServerSocket(Integer.parseInt(args[0]))) {
        while (true) {
          socket.accept().close();
        }
      }
    }
  }
}
