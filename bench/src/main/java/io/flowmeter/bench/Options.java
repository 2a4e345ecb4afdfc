package io.flowmeter.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The command line. */
record Options(
    List<String> scenarios,
    Path data,
    Path out,
    int portOffset,
    int rounds,
    double seconds,
    double warmUp,
    int people,
    long events,
    boolean profile,
    String javaOptions) {

  static final String HELP =
      "scenarios: %s, or all; './flowmeter bench --help' says the options"
          .formatted(String.join(", ", Scenarios.ALL.keySet()));

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "--data", ".flowmeter-bench",
          "--out", "docs/performance",
          // All ports stay below those that systems give to outgoing connections.
          "--port-offset", "5000",
          "--rounds", "3",
          "--seconds", "8",
          "--warm-up", "240",
          "--people", "10000",
          "--events", "100000",
          "--profile", "no",
          "--java-options", "-XX:TieredStopAtLevel=4 -XX:CompileThresholdScaling=1");

  static Options parse(Path root, String... arguments) {
    List<String> scenarios = new ArrayList<>();
    Map<String, String> given = new HashMap<>();
    // The first word is the command, by which ./flowmeter got here.
    for (int i = 1; i < arguments.length; i++) {
      String word = arguments[i];
      if (word.equals("all")) {
        scenarios.addAll(Scenarios.ALL.keySet());
      } else if (Scenarios.ALL.containsKey(word)) {
        scenarios.add(word);
      } else if (!DEFAULTS.containsKey(word)) {
        throw new IllegalArgumentException("there is no scenario or option '%s'".formatted(word));
      } else if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(word + " needs a value");
      } else {
        given.put(word, arguments[++i]);
      }
    }
    return new Options(
        List.copyOf(scenarios),
        path(root, given, "--data"),
        path(root, given, "--out"),
        (int) number(given, "--port-offset"),
        (int) number(given, "--rounds"),
        number(given, "--seconds"),
        number(given, "--warm-up"),
        (int) number(given, "--people"),
        (long) number(given, "--events"),
        text(given, "--profile").equals("yes"),
        javaOptions(scenarios, given));
  }

  /** What starts quickly is not what works fastest: a start alone is measured as it usually is. */
  private static String javaOptions(List<String> scenarios, Map<String, String> given) {
    boolean usual = scenarios.equals(List.of("start")) && !given.containsKey("--java-options");
    return usual ? "" : text(given, "--java-options");
  }

  private static String text(Map<String, String> given, String option) {
    return given.getOrDefault(option, DEFAULTS.getOrDefault(option, ""));
  }

  /** A default lies in the tree, what is given where the caller is. */
  private static Path path(Path root, Map<String, String> given, String option) {
    String value = given.get(option);
    return value == null
        ? root.resolve(text(given, option))
        : Path.of(value).toAbsolutePath().normalize();
  }

  private static double number(Map<String, String> given, String option) {
    String value = text(given, option);
    try {
      double number = Double.parseDouble(value);
      if (number > 0) return number;
    } catch (NumberFormatException notANumber) {
      // Refused below, like a number out of range.
    }
    throw new IllegalArgumentException(
        "%s takes a number above 0, not '%s'".formatted(option, value));
  }
}
