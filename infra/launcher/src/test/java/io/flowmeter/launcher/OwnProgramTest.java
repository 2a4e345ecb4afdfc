package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnProgramTest {

  /** As the program has it: {@code "--rounds", "3"}. */
  private static final Pattern OWN = Pattern.compile("\"(--[a-z-]+)\",\\s*\"([^\"]*)\"");

  /** As the command tells it: names, then a description with a default. */
  private static final Pattern TOLD =
      Pattern.compile("names = \"(--[a-z-]+)\",[^@]*?\\(default ([^):]+)");

  /** A moment, nothing, or more words than a line of help has room for. */
  private static final Map<String, String> IN_WORDS =
      Map.of("--seed", "the time", "--java-options", "as for load");

  @ParameterizedTest
  @ValueSource(strings = {"bench", "torture"})
  void help_tells_the_options_and_defaults_that_the_program_has(String name) {
    String options =
        Sources.read("%s/src/main/java/io/flowmeter/%s/Options.java".formatted(name, name));
    String command = name.equals("bench") ? "BenchCommand" : "TortureCommand";
    Map<String, String> own = new TreeMap<>();
    Matcher defaults = OWN.matcher(options);
    while (defaults.find()) {
      own.putIfAbsent(
          defaults.group(1), IN_WORDS.getOrDefault(defaults.group(1), defaults.group(2)));
    }
    own.values().removeIf(String::isEmpty);

    Map<String, String> told = new TreeMap<>();
    Matcher help =
        TOLD.matcher(
            Sources.read(
                "infra/launcher/src/main/java/io/flowmeter/launcher/%s.java".formatted(command)));
    while (help.find()) {
      told.put(help.group(1), help.group(2));
    }

    assertThat(own).hasSizeGreaterThan(8);
    assertThat(told).isEqualTo(own);
  }
}
