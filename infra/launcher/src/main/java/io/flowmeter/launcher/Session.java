package io.flowmeter.launcher;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Puts a child into a session of its own. Otherwise Ctrl-C, and the end of the terminal, would
 * reach every part at once instead of the launcher, which stops them in order.
 */
final class Session {

  private static final String PERL = "use POSIX 'setsid'; setsid(); exec {$ARGV[0]} @ARGV";
  private static final List<String> OWN = prefix();

  private Session() {}

  static List<String> own(List<String> command) {
    List<String> all = new ArrayList<>(OWN);
    all.addAll(command);
    return all;
  }

  private static List<String> prefix() {
    if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")) {
      return List.of();
    }
    if (onPath("setsid")) {
      return List.of("setsid");
    }
    // macOS has no setsid program.
    return onPath("perl") ? List.of("perl", "-e", PERL) : List.of();
  }

  private static boolean onPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(directory -> new File(directory, program).canExecute());
  }
}
