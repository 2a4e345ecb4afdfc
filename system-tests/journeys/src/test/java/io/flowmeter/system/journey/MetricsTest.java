package io.flowmeter.system.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.system.platform.Client;
import io.flowmeter.system.platform.Demo;
import io.flowmeter.system.platform.OnPlatform;
import io.flowmeter.system.platform.Platform;
import io.flowmeter.system.platform.Walk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/metrics.md lists, and rules and dashboards use, is there after a chat. */
@OnPlatform
class MetricsTest {

  private static final Pattern ROW = Pattern.compile("(?m)^\\|(.*?)\\|(.*)$");
  private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");

  /** Prometheus' own. */
  private static final Set<String> NOT_OURS = Set.of("up");

  @Test
  void every_gauge_timer_and_library_metric_of_the_page_is_there() throws Exception {
    Walk.done().administrator().chat(Demo.CONVERSATION, "What is measured?");

    Platform platform = Platform.running();
    Set<String> exposed =
        platform.management().stream()
            .flatMap(service -> names(service).stream())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(exposed).containsAll(listed());
  }

  @Test
  void who_reaches_a_services_port_reads_no_figures_there() {
    Platform platform = Platform.running();

    for (Client service : List.of(platform.auth(), platform.accounting(), platform.proxy())) {
      assertThat(service.get("/actuator/prometheus").status()).isEqualTo(404);
      assertThat(service.get("/actuator/health").status()).isEqualTo(404);
    }
    for (Client management : platform.management()) {
      assertThat(management.get("/actuator/health/liveness").status()).isEqualTo(200);
      assertThat(management.get("/health").status()).isEqualTo(404);
    }
  }

  /** Counters are left out: one appears when it first counts. */
  private static Set<String> listed() throws IOException {
    Set<String> listed = new TreeSet<>();
    ROW.matcher(Files.readString(Path.of("../../docs/metrics.md")))
        .results()
        .filter(row -> !row.group(2).startsWith(" counter "))
        .flatMap(row -> NAME.matcher(row.group(1)).results())
        .forEach(name -> listed.add(name.group(1)));
    listed.removeAll(NOT_OURS);
    return listed;
  }

  private static Set<String> names(Client service) {
    return service
        .get("/actuator/prometheus")
        .text()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("[{ ]", 2)[0])
        // A timer's or summary's own name is on none of its lines.
        .flatMap(name -> Stream.of(name, name.replaceAll("_(count|sum)$", "")))
        .collect(Collectors.toSet());
  }
}
