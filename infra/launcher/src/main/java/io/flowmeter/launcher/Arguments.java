package io.flowmeter.launcher;

import io.flowmeter.launcher.Command.Flowise;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the command line. What it does not understand it refuses, with a sentence that helps. */
final class Arguments {

  private static final String PART = "one part; './flowmeter status' lists them";
  private static final int HIGHEST_PORT = 65_535;
  private static final Set<String> WITH_VALUE =
      Set.of(
          "--data",
          "--port-offset",
          "--flowise-url",
          "--flowise-key",
          "--until",
          "--token",
          "--user");
  private static final Map<String, Set<String>> OPTIONS =
      Map.of(
          "up",
              Set.of(
                  "--data",
                  "--port-offset",
                  "--flowise-url",
                  "--flowise-key",
                  "--no-build",
                  "--infra-only"),
          "down", Set.of("--data"),
          "status", Set.of("--data"),
          "logs", Set.of("--data"),
          "events", Set.of("--data"),
          "ledger", Set.of("--data", "--apply", "--until", "--json", "--csv", "--token", "--user"),
          "start", Set.of("--data"),
          "stop", Set.of("--data", "--now"),
          "help", Set.of());

  private final Path root;
  private final Map<String, String> environment;

  Arguments(Path root, Map<String, String> environment) {
    this.root = root;
    this.environment = environment;
  }

  /** A command line that makes no sense; the message says why. */
  static final class Misuse extends Exception {
    private static final long serialVersionUID = 1L;

    Misuse(String message) {
      super(message);
    }
  }

  Command parse(String... arguments) throws Misuse {
    Deque<String> rest = new ArrayDeque<>(List.of(arguments));
    String verb = rest.isEmpty() ? "help" : rest.pop();
    if (verb.equals("--help") || verb.equals("-h")) {
      verb = "help";
    }
    Set<String> allowed = OPTIONS.get(verb);
    if (allowed == null) {
      throw new Misuse("there is no command '%s'".formatted(verb));
    }
    Map<String, String> options = new HashMap<>();
    List<String> names = new ArrayList<>();
    while (!rest.isEmpty()) {
      String next = rest.pop();
      if (!next.startsWith("-")) {
        names.add(next);
        continue;
      }
      if (!allowed.contains(next)) {
        throw new Misuse("'%s' has no option %s".formatted(verb, next));
      }
      if (WITH_VALUE.contains(next) && rest.isEmpty()) {
        throw new Misuse("%s needs a value".formatted(next));
      }
      options.put(next, WITH_VALUE.contains(next) ? rest.pop() : "");
    }
    return command(verb, options, names);
  }

  private Command command(String verb, Map<String, String> options, List<String> names)
      throws Misuse {
    Path data = data(options);
    return switch (verb) {
      case "up" -> {
        none(verb, names);
        yield new Command.Up(
            data, portOffset(options), flowise(options), !options.containsKey("--infra-only"));
      }
      case "down" -> {
        none(verb, names);
        yield new Command.Down(data);
      }
      case "status" -> {
        none(verb, names);
        yield new Command.Status(data);
      }
      case "logs" -> new Command.Logs(data, names.stream().findFirst());
      case "events" ->
          new Command.Events(data, one(verb, names, "a topic, such as proxy.usage.v1"));
      case "ledger" -> new Command.Ledger(data, Ledger.words(names), Map.copyOf(options));
      case "start" -> new Command.Start(data, one(verb, names, PART));
      case "stop" -> new Command.Stop(data, one(verb, names, PART), options.containsKey("--now"));
      default -> new Command.Help();
    };
  }

  private Path data(Map<String, String> options) {
    String given = options.get("--data");
    return given == null ? root.resolve(Home.USUAL) : Path.of(given).toAbsolutePath().normalize();
  }

  private static int portOffset(Map<String, String> options) throws Misuse {
    String given = options.getOrDefault("--port-offset", "0");
    try {
      int offset = Integer.parseInt(given);
      if (offset >= 0 && offset + Platform.HIGHEST_BASE_PORT <= HIGHEST_PORT) {
        return offset;
      }
    } catch (NumberFormatException notANumber) {
      // Refused below, like a number out of range.
    }
    throw new Misuse(
        "--port-offset is a whole number from 0 to %d, not '%s'"
            .formatted(HIGHEST_PORT - Platform.HIGHEST_BASE_PORT, given));
  }

  private Optional<Flowise> flowise(Map<String, String> options) throws Misuse {
    String url = options.get("--flowise-url");
    String key = options.getOrDefault("--flowise-key", environment.get("FLOWISE_API_KEY"));
    if (url == null) {
      if (options.containsKey("--flowise-key")) {
        throw new Misuse("--flowise-key needs --flowise-url");
      }
      return Optional.empty();
    }
    if (key == null || key.isBlank()) {
      throw new Misuse(
          "--flowise-url needs --flowise-key KEY, or the key in the environment as FLOWISE_API_KEY");
    }
    return Optional.of(new Flowise(apiUrl(url), key));
  }

  /** Flowise's API lies under /api/v1; who gives only the server means that. */
  private static String apiUrl(String given) throws Misuse {
    try {
      URI uri = new URI(given);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null) {
        String trimmed = given.replaceAll("/+$", "");
        return uri.getPath().replace("/", "").isEmpty() ? trimmed + "/api/v1" : trimmed;
      }
    } catch (URISyntaxException notAUrl) {
      // Refused below, like another scheme.
    }
    throw new Misuse("--flowise-url is an http or https address, not '%s'".formatted(given));
  }

  private static void none(String verb, List<String> names) throws Misuse {
    if (!names.isEmpty()) {
      throw new Misuse("'%s' takes no '%s'".formatted(verb, names.getFirst()));
    }
  }

  private static String one(String verb, List<String> names, String what) throws Misuse {
    if (names.size() != 1) throw new Misuse("'%s' takes the name of %s".formatted(verb, what));
    return names.getFirst();
  }
}
