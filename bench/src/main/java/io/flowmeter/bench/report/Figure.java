package io.flowmeter.bench.report;

import java.util.ArrayList;
import java.util.List;

/** One quantity, measured in each round. */
public final class Figure {
  private final String name;
  private final String unit;
  private final List<Double> rounds = new ArrayList<>();

  Figure(String name, String unit) {
    this.name = name;
    this.unit = unit;
  }

  void add(double value) {
    rounds.add(value);
  }

  public String name() {
    return name;
  }

  public String unit() {
    return unit;
  }

  public List<Double> rounds() {
    return List.copyOf(rounds);
  }

  public double median() {
    List<Double> sorted = rounds.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  public double min() {
    return rounds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  public double max() {
    return rounds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }
}
