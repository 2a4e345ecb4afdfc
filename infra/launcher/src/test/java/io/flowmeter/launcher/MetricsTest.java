package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/metrics.md lists is what there is, and rules and dashboards use nothing else. */
class MetricsTest {

  private static final String OBSERVE = "infra/observe";

  private final String page = Sources.read("docs/metrics.md");

  @Test
  void the_page_lists_exactly_the_metrics_that_the_code_registers() {
    Set<String> registered =
        Sources.java().stream()
            .flatMap(
                source ->
                    Sources.found(
                        source,
                        "(?:\\.(counter|gauge|timer|summary)|(Gauge|Timer)\\.builder)\\(\\s*\"(flowmeter\\.[a-z.]+)\""))
            .map(MetricsTest::exposed)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(
            documented().filter(name -> name.startsWith("flowmeter_")).collect(Collectors.toSet()))
        .isEqualTo(registered);
  }

  @Test
  void rules_and_dashboards_use_only_what_the_page_lists() {
    Set<String> listed = documented().collect(Collectors.toSet());
    Set<String> used = used();

    assertThat(used).hasSizeGreaterThan(30);
    assertThat(used)
        .allMatch(
            name -> listed.contains(name) || listed.contains(base(name)), "listed in metrics.md");
  }

  @Test
  void buckets_are_used_only_of_timers_that_have_them() {
    assertThat(used().stream().filter(name -> name.endsWith("_bucket")))
        .allMatch(name -> page.contains("| `" + base(name) + "` | timer") && hasBuckets(name));
  }

  @Test
  void every_alert_says_what_to_do() {
    String cures = Sources.read("docs/troubleshooting.md");

    assertThat(Sources.found(Sources.read(OBSERVE + "/prometheus/alerts.yml"), "alert: (\\w+)"))
        .hasSizeGreaterThan(10)
        .allSatisfy(
            alert -> assertThat(cures).containsPattern("\\*\\*[^*]*\\b" + alert.group(1) + "\\b"));
  }

  private boolean hasBuckets(String name) {
    return page.lines()
        .anyMatch(
            line -> line.startsWith("| `" + base(name) + "`") && line.contains("has buckets"));
  }

  /** As Prometheus' registry names it. */
  private static String exposed(MatchResult registered) {
    String name = registered.group(3).replace('.', '_');
    String kind = registered.group(1) == null ? registered.group(2) : registered.group(1);
    return switch (kind) {
      case "counter" -> name + "_total";
      case "timer", "Timer" -> name + "_seconds";
      default -> name;
    };
  }

  private Stream<String> documented() {
    return page.lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\|", -1)[1])
        .flatMap(cell -> Sources.found(cell, "`([a-z_]+)`"))
        .map(match -> match.group(1));
  }

  private static Set<String> used() {
    Path folder = Sources.ROOT.resolve(OBSERVE);
    return Stream.of(".json", ".yml")
        .flatMap(ending -> Sources.files(folder, ending))
        .flatMap(
            file ->
                Sources.found(Sources.read(file), "\"?expr\"?:(?s)(.*?)(?=\\n\\s+\"?\\w+\"?:|$)"))
        .flatMap(
            expression ->
                Sources.found(
                    expression.group(1).replaceAll("\\{[^}]*}|by \\([^)]*\\)", ""),
                    "\\b((?:flowmeter|http|kafka|mongodb|hikaricp|jvm|process)_[a-z_]+|up)\\b"))
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String base(String name) {
    return name.replaceAll("_(count|sum|max|bucket)$", "");
  }
}
