package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scan for secrets: what a key ring should hold is in no file of the checkout, nor of any
 * commit before it.
 */
class NoSecretsTest {
  private static final long MAX_BYTES = 1_000_000;
  private static final String NEW_FILE = "+++ b/";

  private static final Set<String> NOT_OF_THE_REPOSITORY =
      Set.of(
          ".git",
          "target",
          "node_modules",
          ".flowmeter",
          ".flowmeter-bench",
          ".flowmeter-torture",
          ".idea",
          ".env");

  private static final Pattern SECRET =
      Pattern.compile(
          String.join(
              "|",
              "-----BEGIN [A-Z ]*PRIVATE KEY",
              "\\bAKIA[0-9A-Z]{16}\\b",
              "\\bgh[pousr]_[A-Za-z0-9]{36}\\b",
              "\\bxox[baprs]-[A-Za-z0-9-]{10,}",
              "\\bsk-[A-Za-z0-9]{32,}\\b",
              "\\bAIza[0-9A-Za-z_-]{35}\\b",
              "\\beyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{20,}",
              // A long value with letters and digits, behind a name that says what it is.
              "(?i:secret|passw(?:or)?d|token|api[_-]?key)[\"']?\\s*[:=]\\s*[\"']?"
                  + "(?=[a-z+/_-]*[0-9])(?=[0-9+/_-]*[A-Za-z])[A-Za-z0-9+/_-]{24,}"));

  /** What looks like one and opens nothing: made for tests, and tokens of a server that is gone. */
  private static final List<String> EXAMPLES =
      List.of(
          "services/accounting/src/test/java/io/flowmeter/accounting/RunningService.java",
          "services/proxy/src/test/java/io/flowmeter/proxy/TestProxy.java",
          "services/proxy/src/test/resources/recordings/6b-cookie-login.txt");

  @Test
  void no_file_of_the_repository_holds_a_secret() throws IOException {
    try (Stream<Path> files = Files.find(Sources.ROOT, 40, (file, is) -> is.isRegularFile())) {
      assertThat(files.filter(NoSecretsTest::isOurs).filter(NoSecretsTest::hasSecret))
          .extracting(file -> Sources.ROOT.relativize(file).toString().replace('\\', '/'))
          .containsExactlyInAnyOrderElementsOf(EXAMPLES);
    }
  }

  @Test
  void no_commit_ever_held_a_secret() throws IOException {
    assumeTrue(Files.exists(Sources.ROOT.resolve(".git")), "not a checkout");
    Process log =
        new ProcessBuilder("git", "log", "-p", "--unified=0", "--format=", "--no-color", "--text")
            .directory(Sources.ROOT.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Set<String> found = new TreeSet<>();
    int lines = 0;
    try (BufferedReader changes = log.inputReader(StandardCharsets.ISO_8859_1)) {
      String file = "";
      for (String line = changes.readLine(); line != null; line = changes.readLine()) {
        lines++;
        if (line.startsWith(NEW_FILE)) file = line.substring(NEW_FILE.length());
        else if (line.startsWith("+") && SECRET.matcher(line).find()) found.add(file);
      }
    }
    assertThat(lines).isPositive();
    assertThat(found)
        .filteredOn(file -> !file.endsWith("NoSecretsTest.java"))
        .containsExactlyInAnyOrderElementsOf(EXAMPLES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JWT_ACCESS_SECRET=8f14e45fceea167a5a36dedd4bea2543",
        "password: \"correct-horse-battery-9-staple\"",
        "-----BEGIN RSA PRIVATE " + "KEY-----",
        "key = AKIA" + "IOSFODNN7EXAMPLE"
      })
  void it_is_found(String line) {
    assertThat(SECRET.matcher(line).find()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"JWT_ACCESS_SECRET=${JWT_ACCESS_SECRET}", "String token = tokens.issue()"})
  void what_only_names_one_is_none(String line) {
    assertThat(SECRET.matcher(line).find()).isFalse();
  }

  private static boolean isOurs(Path file) {
    for (Path part : Sources.ROOT.relativize(file)) {
      if (NOT_OF_THE_REPOSITORY.contains(part.toString())) return false;
    }
    return !file.endsWith("NoSecretsTest.java");
  }

  private static boolean hasSecret(Path file) {
    try {
      return Files.size(file) <= MAX_BYTES
          && SECRET.matcher(Files.readString(file, StandardCharsets.ISO_8859_1)).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
