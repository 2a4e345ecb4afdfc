package io.flowmeter.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes results as {@code NAME.md}, {@code NAME.json} and {@code NAME.svg}. */
public final class Report {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final double[] PERCENTILES = {50, 75, 90, 95, 99, 99.9, 99.99, 100};

  private final Path directory;

  public Report(Path directory) {
    this.directory = directory;
  }

  public void write(Result result, Map<String, String> environment) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(file(result, "md"), markdown(result, environment));
    Files.writeString(file(result, "json"), json(result, environment));
    Files.writeString(file(result, "svg"), Chart.of(result));
  }

  private Path file(Result result, String ending) {
    return directory.resolve(result.name() + "." + ending);
  }

  /** Also what the terminal shows. */
  public static String markdown(Result result, Map<String, String> environment) {
    StringBuilder text = new StringBuilder("# " + result.title() + "\n\n");
    if (!result.comparisons().isEmpty()) {
      text.append("| result | value | goal |\n|---|---|---|\n");
      for (Result.Comparison one : result.comparisons()) {
        text.append("| %s | %s | %s |%n".formatted(one.what(), value(one), one.goal()));
      }
    }
    text.append("\n![chart](%s.svg)\n".formatted(result.name()));
    text.append("\n| figure | unit | median | lowest | highest | rounds |\n");
    text.append("|---|---|---|---|---|---|\n");
    for (Figure figure : result.figures()) {
      text.append(
          "| %s | %s | %s | %s | %s | %d |%n"
              .formatted(
                  figure.name(),
                  figure.unit(),
                  number(figure.median()),
                  number(figure.min()),
                  number(figure.max()),
                  figure.rounds().size()));
    }
    text.append('\n');
    result.notes().forEach(note -> text.append("* ").append(note).append('\n'));
    text.append("\n| environment | |\n|---|---|\n");
    environment.forEach((name, fact) -> text.append("| %s | %s |%n".formatted(name, fact)));
    return text.toString();
  }

  private static String json(Result result, Map<String, String> environment) {
    ObjectNode root = JSON.createObjectNode();
    root.put("scenario", result.name()).put("title", result.title());
    environment.forEach(root.putObject("environment")::put);
    ArrayNode comparisons = root.putArray("results");
    for (Result.Comparison one : result.comparisons()) {
      comparisons
          .addObject()
          .put("what", one.what())
          .put("value", one.value())
          .put("unit", one.unit())
          .put("goal", one.goal());
    }
    ArrayNode figures = root.putArray("figures");
    for (Figure figure : result.figures()) {
      ObjectNode node = figures.addObject();
      node.put("name", figure.name()).put("unit", figure.unit()).put("median", figure.median());
      ArrayNode rounds = node.putArray("rounds");
      figure.rounds().forEach(rounds::add);
    }
    ObjectNode latencies = root.putObject("latencyMillisByPercentile");
    result
        .latencies()
        .forEach(
            (name, histogram) -> {
              ObjectNode node = latencies.putObject(name);
              node.put("count", histogram.getTotalCount());
              for (double percentile : PERCENTILES) {
                node.put("p" + percentile, histogram.getValueAtPercentile(percentile) / 1e6);
              }
            });
    ArrayNode notes = root.putArray("notes");
    result.notes().forEach(notes::add);
    return JSON.writeValueAsString(root) + "\n";
  }

  private static String value(Result.Comparison one) {
    return (number(one.value()) + " " + one.unit()).strip();
  }

  private static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.4f";
    return String.format(Locale.ROOT, format, value);
  }
}
