package io.flowmeter.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
  private final Result result = new Result("walk", "Walking & running");

  @Test
  void a_figure_is_the_median_of_its_rounds(@TempDir Path directory) throws IOException {
    for (double steps : new double[] {7, 100, 9}) result.add("steps", "1/s", steps);
    result.compare("steps of a runner's", result.median("steps") / 18, "x", "at least 1");

    new Report(directory).write(result, Map.of("JDK", "25"));

    JsonNode json = JsonMapper.shared().readTree(Files.readString(directory.resolve("walk.json")));
    assertThat(json.path("figures").path(0).path("median").doubleValue()).isEqualTo(9);
    assertThat(json.path("figures").path(0).path("rounds")).hasSize(3);
    assertThat(json.path("environment").path("JDK").asString("")).isEqualTo("25");
    assertThat(Files.readString(directory.resolve("walk.md")))
        .contains("| steps | 1/s | 9.00 | 7.00 | 100 | 3 |")
        .contains("| steps of a runner's | 0.5000 x | at least 1 |");
  }

  @Test
  void latencies_are_drawn(@TempDir Path directory) throws IOException {
    Histogram nanos = new Histogram(3);
    for (int i = 1; i <= 1_000; i++) nanos.recordValue(i * 1_000L);
    result.latency("step", nanos);

    new Report(directory).write(result, Map.of());

    assertThat(Files.readString(directory.resolve("walk.svg")))
        .contains("<polyline", "Walking &amp; running", ">step</text>");
  }
}
