package io.flowmeter.torture;

import io.flowmeter.torture.truth.Truth;
import io.flowmeter.torture.truth.Truth.Broken;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The figures of some rounds, and what was broken in them. */
public final class Summary {
  private static final int SHOWN_PER_RULE = 3;

  private final Map<String, Long> faults = new TreeMap<>();
  private final Map<String, Long> operations = new TreeMap<>();
  private final Map<String, Long> brokenByRule = new TreeMap<>();
  private final List<String> histories = new ArrayList<>();
  private final List<Long> seeds = new ArrayList<>();

  public void add(long seed, Truth truth) {
    seeds.add(seed);
    truth.faults().forEach((kind, count) -> faults.merge(kind, count, Long::sum));
    truth.operations().forEach((kind, count) -> operations.merge(kind, count, Long::sum));
    for (Broken broken : truth.broken()) {
      if (brokenByRule.merge(broken.rule(), 1L, Long::sum) <= SHOWN_PER_RULE) {
        histories.add(history(seed, truth, broken));
      }
    }
  }

  public boolean isClean() {
    return brokenByRule.isEmpty();
  }

  public long faults() {
    return total(faults);
  }

  public long operations() {
    return total(operations);
  }

  private static long total(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(n -> n).sum();
  }

  private static String history(long seed, Truth truth, Broken broken) {
    return "BROKEN (seed %d): %s: %s: %s%n    %s"
        .formatted(
            seed,
            broken.rule(),
            broken.about(),
            broken.detail(),
            String.join("\n    ", truth.history(broken.about())));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    histories.forEach(history -> text.append(history).append('\n'));
    table(text, "faults", faults);
    table(text, "operations", operations);
    table(text, "broken rules", brokenByRule);
    return text.append(
            "seeds %s: %s%n"
                .formatted(
                    seeds,
                    isClean() ? "nothing lost, nothing doubled, nothing overspent" : "NOT RIGHT"))
        .toString();
  }

  private static void table(StringBuilder text, String title, Map<String, Long> counts) {
    text.append("%s: %,d%n".formatted(title, total(counts)));
    counts.forEach((name, count) -> text.append("  %,8d  %s%n".formatted(count, name)));
  }
}
