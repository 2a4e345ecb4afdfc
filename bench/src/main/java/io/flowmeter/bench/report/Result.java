package io.flowmeter.bench.report;

import io.flowmeter.bench.load.Measured;
import io.flowmeter.bench.platform.Processes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What a scenario found, gathered round by round. */
public final class Result {
  private final String name;
  private final String title;
  private final Map<String, Figure> figures = new LinkedHashMap<>();
  private final Map<String, Histogram> latencies = new LinkedHashMap<>();
  private final List<Comparison> comparisons = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  public Result(String name, String title) {
    this.name = name;
    this.title = title;
  }

  /**
   * What somebody wants to know first.
   *
   * @param goal in words, empty where there is none
   */
  public record Comparison(String what, double value, String unit, String goal) {}

  public void add(String figure, String unit, double value) {
    figures.computeIfAbsent(figure, key -> new Figure(key, unit)).add(value);
  }

  /** Throughput of a load that took what it could. */
  public void throughput(String what, Measured measured) {
    add(what, "1/s", measured.mostlyGood().perSecond());
  }

  /** Latencies of a load at a given rate. */
  public void latency(String what, Measured measured) {
    measured.mostlyGood();
    latency(what, measured.latency());
    add("generator too late, p99: " + what, "ms", millis(measured.lateness(), 99));
  }

  public void latency(String what, Histogram nanos) {
    add(what + ", p50", "ms", millis(nanos, 50));
    add(what + ", p99", "ms", millis(nanos, 99));
    latencies.computeIfAbsent(what, key -> new Histogram(3)).add(nanos);
  }

  /** Processor time of each process for one of what was done. */
  public void cpu(String of, Map<String, Double> seconds, long done) {
    seconds.forEach(
        (process, used) -> {
          double millis = used * 1e3 / done;
          if (millis >= 0.005) add("CPU per %s: %s".formatted(of, process), "ms", millis);
        });
    double all = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    if (all > 0) {
      double strangers = seconds.getOrDefault(Processes.STRANGERS, 0.0);
      add("CPU that strangers took, of all: " + of, "%", strangers * 100 / all);
    }
  }

  public double median(String figure) {
    Figure found = figures.get(figure);
    if (found == null) throw new IllegalArgumentException("no figure " + figure);
    return found.median();
  }

  public void compare(String what, double value, String unit, String goal) {
    comparisons.add(new Comparison(what, value, unit, goal));
  }

  public void note(String text) {
    notes.add(text);
  }

  private static double millis(Histogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / 1e6;
  }

  public String name() {
    return name;
  }

  public String title() {
    return title;
  }

  public List<Figure> figures() {
    return List.copyOf(figures.values());
  }

  public Map<String, Histogram> latencies() {
    return Map.copyOf(latencies);
  }

  public List<Comparison> comparisons() {
    return List.copyOf(comparisons);
  }

  public List<String> notes() {
    return List.copyOf(notes);
  }
}
