package io.flowmeter.launcher.client;

import io.flowmeter.launcher.terminal.ExitCode;
import io.flowmeter.launcher.terminal.Terminal;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What became of each of many things: told one by one, counted at the end, and all of it kept. */
public final class Report {
  private static final String FAILED = "failed";

  private final Connection connection;
  private final Terminal terminal;
  private final boolean dryRun;
  private final Map<String, Integer> counts = new LinkedHashMap<>();
  private final ArrayNode results = JsonMapper.shared().createArrayNode();
  private long expected;

  /** What became of one of them: a word to count by, and a sentence. */
  public record Outcome(String status, String message) {}

  /** One of them. */
  @FunctionalInterface
  public interface Action {
    Outcome run() throws InterruptedException;
  }

  /**
   * @param dryRun nothing is done; the outcomes say what would be
   */
  public Report(Connection connection, boolean dryRun) {
    this.connection = connection;
    this.terminal = connection.terminal();
    this.dryRun = dryRun;
  }

  /** How many there will be, for the bar. */
  public Report expecting(long number) {
    this.expected = number;
    return this;
  }

  public boolean isDryRun() {
    return dryRun;
  }

  /** A refusal is this one's failure; the others go on. */
  public void attempt(String subject, Action action) throws InterruptedException {
    try {
      add(subject, action.run());
    } catch (Refusal refusal) {
      failed(subject, String.valueOf(refusal.getMessage()));
    }
  }

  public void failed(String subject, String why) {
    add(subject, new Outcome(FAILED, why));
  }

  public void add(String subject, Outcome outcome) {
    counts.merge(outcome.status(), 1, Integer::sum);
    results
        .addObject()
        .put("subject", subject)
        .put("status", outcome.status())
        .put("message", outcome.message());
    if (!connection.json()) {
      terminal.say("  %-10s %s: %s".formatted(outcome.status(), subject, outcome.message()));
    }
    if (expected > 1) terminal.bar("done", results.size(), expected);
  }

  /** What the command ends with. */
  public int end() {
    ObjectNode summary = JsonMapper.shared().createObjectNode();
    counts.forEach(summary::put);
    ObjectNode all = JsonMapper.shared().createObjectNode().put("dryRun", dryRun);
    all.set("summary", summary);
    all.set("results", results);
    connection.show(all, () -> (dryRun ? "Dry run, nothing was changed: " : "") + summed());
    return counts.containsKey(FAILED) ? ExitCode.FAILED : ExitCode.OK;
  }

  private String summed() {
    if (counts.isEmpty()) return "nothing to do";
    return String.join(
        ", ",
        counts.entrySet().stream().map(e -> "%,d %s".formatted(e.getValue(), e.getKey())).toList());
  }
}
