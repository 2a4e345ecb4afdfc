package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedTestsTest {
  private static final List<String> FOLDERS =
      List.of("services", "platform", "infra", "schemas", "examples", "system-tests", "torture");

  @ParameterizedTest
  @ValueSource(strings = {"docs/guarantees.md", "docs/security-review.md"})
  void a_test_that_a_page_names_exists(String page) {
    Map<String, String> tests =
        FOLDERS.stream()
            .flatMap(folder -> Sources.files(Sources.ROOT.resolve(folder), "Test.java"))
            .collect(
                Collectors.toMap(
                    file -> file.getFileName().toString().replace(".java", ""),
                    Sources::read,
                    // Several services have a test of one name.
                    String::concat));

    Stream<String> missing =
        Sources.found(Sources.read(page), "`(\\w+Test)(?:\\.(\\w+))?`")
            .filter(
                name -> {
                  String source = tests.getOrDefault(name.group(1), "");
                  return name.group(2) == null
                      ? source.isEmpty()
                      : !source.contains(" " + name.group(2) + "(");
                })
            .map(name -> name.group());

    assertThat(missing).isEmpty();
  }
}
