package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/configuration.md says what the services read, and with which defaults. */
class ConfigurationPageTest {

  private final String page = Sources.read("docs/configuration.md");

  @ParameterizedTest
  @ValueSource(strings = {"auth", "accounting", "proxy"})
  void every_variable_that_a_service_reads_is_on_the_page(String service) {
    assertThat(documented("[A-Z][A-Z0-9_]*"))
        .containsAll(Sources.variables(service).collect(Collectors.toSet()));
  }

  @Test
  void no_variable_is_on_the_page_that_nobody_reads() {
    Set<String> read = new HashSet<>(Set.of("KAFKA_REPLICATION_FACTOR"));
    Stream.of("auth", "accounting", "proxy").flatMap(Sources::variables).forEach(read::add);

    assertThat(read).containsAll(documented("[A-Z][A-Z0-9_]*"));
  }

  /** Those of one service stand under its heading, those of all three above. */
  @ParameterizedTest
  @CsvSource({"auth, Auth", "accounting, Accounting", "proxy, Proxy"})
  void defaults_of_variables_are_those_of_the_service(String service, String heading) {
    int column = List.of("auth", "accounting", "proxy").indexOf(service) + 2;
    Map<String, String> said = cells(section("All three services"), column);
    said.putAll(cells(section(heading), 2));

    defaults(Sources.configuration(service))
        .forEach((name, value) -> assertThat(said).as(name).containsEntry(name, value));
  }

  @Test
  void the_page_lists_every_property_without_a_variable_with_its_default() {
    Set<Property> found = new HashSet<>();
    for (String source : Sources.java()) {
      found.addAll(ofRecords(source));
      Sources.found(source, "\\$\\{(flowmeter\\.[a-z.-]+):([^}]*)}")
          .forEach(match -> found.add(new Property(match.group(1), shown(match.group(2)))));
    }
    Set<String> configured = configured();
    found.removeIf(property -> configured.contains(property.name()));

    Set<Property> said =
        rows(page.substring(page.indexOf("## Properties")))
            .map(row -> new Property(bare(row[1]), bare(row[2])))
            .collect(Collectors.toSet());
    assertThat(said).hasSizeGreaterThan(60).isEqualTo(found);
  }

  /** Two services may have one of the same name. */
  private record Property(String name, String value) {}

  /** {@code | `NAME` | `default` | …} of a part of the page. */
  private static Map<String, String> cells(String part, int column) {
    Map<String, String> cells = new TreeMap<>();
    rows(part).forEach(row -> cells.put(bare(row[1]), bare(row[column])));
    return cells;
  }

  private static Stream<String[]> rows(String part) {
    return part.lines().filter(line -> line.startsWith("| `")).map(line -> line.split("\\|", -1));
  }

  private String section(String heading) {
    int from = page.indexOf("\n## " + heading + "\n");
    assertThat(from).as(heading).isNotNegative();
    int to = page.indexOf("\n## ", from + 1);
    return page.substring(from, to);
  }

  private Set<String> documented(String form) {
    return Sources.found(page, "(?m)^\\| `(" + form + ")`")
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String bare(String cell) {
    return cell.strip().replace("`", "");
  }

  private static String shown(String value) {
    return value.isBlank() ? "none" : value.strip();
  }

  /** A default that names another variable is that one's. */
  private static Map<String, String> defaults(String configuration) {
    Map<String, String> defaults = new TreeMap<>();
    Sources.found(configuration, "\\$\\{([A-Z][A-Z0-9_]*):(?:\\$\\{[A-Z_]+:)?([^}]*)}")
        .forEach(found -> defaults.put(found.group(1), shown(found.group(2))));
    Sources.found(configuration, "\\$\\{[A-Z_]+:\\$\\{([A-Z][A-Z0-9_]*):([^}]*)}")
        .forEach(found -> defaults.put(found.group(1), shown(found.group(2))));
    return defaults;
  }

  /** Properties that have a variable. */
  private static Set<String> configured() {
    Set<String> configured = new HashSet<>();
    for (String service : List.of("auth", "accounting", "proxy")) {
      flatten("", Sources.yaml(Sources.configuration(service)), configured);
    }
    return configured;
  }

  private static void flatten(String prefix, Object value, Set<String> configured) {
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (name, inner) ->
              flatten(prefix.isEmpty() ? "" + name : prefix + "." + name, inner, configured));
    } else if (("" + value).contains("${")) {
      configured.add(prefix);
    }
  }

  /** Components of settings records that have a default. */
  private static List<Property> ofRecords(String source) {
    return Sources.found(
            source, "@ConfigurationProperties\\(\"([a-z.-]+)\"\\)\\s*(?:public )?record \\w+\\(")
        .flatMap(
            header ->
                components(source, header).stream()
                    .filter(component -> component.startsWith("@DefaultValue"))
                    .map(component -> property(header.group(1), component)))
        .toList();
  }

  private static Property property(String prefix, String component) {
    String declared = component.replaceFirst("@DefaultValue(\\(.*\\) | )", "");
    String name = declared.substring(declared.lastIndexOf(' ') + 1);
    String annotation = component.substring(0, component.length() - declared.length());
    String value =
        Sources.found(annotation, "\"([^\"]*)\"")
            .map(match -> match.group(1))
            .collect(Collectors.joining(", "));
    String kebab = name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    return new Property(prefix + "." + kebab, shown(value));
  }

  /** Between the parentheses, split at the commas that are in no others. */
  private static List<String> components(String source, MatchResult header) {
    List<String> components = new ArrayList<>();
    StringBuilder component = new StringBuilder();
    int depth = 1;
    for (int at = header.end(); depth > 0; at++) {
      char c = source.charAt(at);
      depth += "(<{".indexOf(c) >= 0 ? 1 : ")>}".indexOf(c) >= 0 ? -1 : 0;
      if (depth == 0 || (depth == 1 && c == ',')) {
        components.add(component.toString().strip().replaceAll("\\s+", " "));
        component.setLength(0);
      } else {
        component.append(c);
      }
    }
    return components;
  }
}
