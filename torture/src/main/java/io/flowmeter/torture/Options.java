package io.flowmeter.torture;

import static java.util.Map.entry;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** The command line. */
record Options(
    double minutes,
    double roundMinutes,
    long seed,
    int people,
    int holdSeconds,
    int portOffset,
    int instances,
    Path data,
    boolean killStores,
    int briefPerMinute,
    int skewSeconds,
    Optional<URI> mongodb) {

  private static final int SERVICES = 3;

  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          entry("--minutes", "5"),
          entry("--round-minutes", "5"),
          entry("--seed", "0"),
          entry("--people", "16"),
          entry("--hold-seconds", "120"),
          // All ports stay below those that systems give to outgoing connections.
          entry("--port-offset", "3500"),
          entry("--instances", "1"),
          entry("--data", ".flowmeter-torture"),
          entry("--kill-stores", "no"),
          entry("--brief-per-minute", "30"),
          entry("--skew-seconds", "0"),
          entry("--mongodb-uri", ""));

  static Options parse(Path root, String... arguments) {
    Map<String, String> given = new HashMap<>(DEFAULTS);
    // The first word is the command, by which ./flowmeter got here.
    for (int i = 1; i < arguments.length; i += 2) {
      String option = arguments[i];
      if (!DEFAULTS.containsKey(option)) {
        throw new IllegalArgumentException("there is no option '%s'".formatted(option));
      }
      if (i + 1 == arguments.length) throw new IllegalArgumentException(option + " needs a value");
      given.put(option, arguments[i + 1]);
    }
    String data = given.getOrDefault("--data", "");
    long seed = (long) number(given, "--seed");
    return new Options(
        number(given, "--minutes"),
        number(given, "--round-minutes"),
        seed == 0 ? System.currentTimeMillis() % 1_000_000 : seed,
        (int) number(given, "--people"),
        (int) number(given, "--hold-seconds"),
        (int) number(given, "--port-offset"),
        (int) number(given, "--instances"),
        // The default lies in the tree, what is given where the caller is.
        data.equals(DEFAULTS.get("--data"))
            ? root.resolve(data)
            : Path.of(data).toAbsolutePath().normalize(),
        given.getOrDefault("--kill-stores", "no").equals("yes"),
        (int) number(given, "--brief-per-minute"),
        (int) number(given, "--skew-seconds"),
        server(given.getOrDefault("--mongodb-uri", "")));
  }

  /** By how many seconds the clock of each instance is wrong. */
  List<Integer> skew() {
    Random random = new Random(seed);
    return IntStream.range(0, SERVICES * instances)
        .mapToObj(_ -> random.nextInt(-skewSeconds, skewSeconds + 1))
        .toList();
  }

  private static Optional<URI> server(String text) {
    if (text.isEmpty()) return Optional.empty();
    try {
      URI uri = new URI(text);
      boolean one = "mongodb".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0;
      if (one && uri.getRawPath().length() <= 1) return Optional.of(uri);
    } catch (URISyntaxException notOne) {
      // Refused below, like one of several servers.
    }
    // It may hold a password.
    throw new IllegalArgumentException(
        "--mongodb-uri takes mongodb://[USER:PASSWORD@]HOST:PORT/[?OPTIONS], of one server");
  }

  private static double number(Map<String, String> given, String option) {
    String value = given.getOrDefault(option, "");
    try {
      double number = Double.parseDouble(value);
      if (number >= 0) return number;
    } catch (NumberFormatException notANumber) {
      // Refused below, like a number out of range.
    }
    throw new IllegalArgumentException("%s takes a number, not '%s'".formatted(option, value));
  }
}
