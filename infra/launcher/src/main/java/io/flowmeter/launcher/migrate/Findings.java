package io.flowmeter.launcher.migrate;

import io.flowmeter.launcher.client.Connection;
import io.flowmeter.launcher.terminal.ExitCode;
import io.flowmeter.launcher.terminal.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What became of all that was read: counted by kind, and each row told that was not moved. */
final class Findings {
  private final Map<Kind, Count> counts = new LinkedHashMap<>();
  private final List<Refused> refused = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();
  private final Map<String, Long> left = new TreeMap<>();
  private long compared;

  /** What the predecessor has. */
  enum Kind {
    USERS,
    USAGE,
    ALLOCATIONS,
    SESSIONS,
    MESSAGES,
    FILES,
    ASSIGNMENTS;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final class Count {
    private long read;
    private long moved;
    private long known;
    private long left;
    private long refused;
  }

  private record Refused(Kind kind, String subject, String why) {}

  private record Difference(String userId, long old, long now) {}

  void read(Kind kind) {
    count(kind).read++;
  }

  void moved(Kind kind) {
    count(kind).moved++;
  }

  void known(Kind kind) {
    count(kind).known++;
  }

  void refused(Kind kind, String subject, String why) {
    count(kind).refused++;
    refused.add(new Refused(kind, subject, why));
  }

  /** On purpose. */
  void left(Kind kind, String why) {
    count(kind).left++;
    note(kind.wire() + " " + why, 1);
  }

  void note(String what, long number) {
    if (number > 0) left.merge(what, number, Long::sum);
  }

  void balance(String userId, long old, long now) {
    compared++;
    if (old != now) differences.add(new Difference(userId, old, now));
  }

  private Count count(Kind kind) {
    return counts.computeIfAbsent(kind, _ -> new Count());
  }

  /** What the command ends with. */
  int show(Connection connection, boolean applied) {
    connection.show(json(applied), () -> text(applied));
    return refused.isEmpty() && differences.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private String text(boolean applied) {
    StringBuilder text = new StringBuilder();
    refused.forEach(
        row ->
            text.append(
                "  refused    %s %s: %s\n".formatted(row.kind().wire(), row.subject(), row.why())));
    left.forEach((what, number) -> text.append("  left       %,d %s\n".formatted(number, what)));
    differences.forEach(
        person ->
            text.append(
                "  differs    balance of %s: %,d in the predecessor, %,d here\n"
                    .formatted(person.userId(), person.old(), person.now())));
    Table table = new Table("", "READ", applied ? "MOVED" : "TO MOVE", "THERE", "LEFT", "REFUSED");
    counts.forEach(
        (kind, count) ->
            table.row(
                kind.wire(), count.read, count.moved, count.known, count.left, count.refused));
    text.append(table).append('\n');
    if (!applied) return text + "Dry run, nothing was changed; --apply moves it.";
    return text + "%,d balances compared, %,d differ".formatted(compared, differences.size());
  }

  private ObjectNode json(boolean applied) {
    ObjectNode all = JsonMapper.shared().createObjectNode().put("applied", applied);
    ObjectNode kinds = all.putObject("counts");
    counts.forEach(
        (kind, count) ->
            kinds
                .putObject(kind.wire())
                .put("read", count.read)
                .put("moved", count.moved)
                .put("there", count.known)
                .put("left", count.left)
                .put("refused", count.refused));
    var rows = all.putArray("refused");
    refused.forEach(
        row ->
            rows.addObject()
                .put("kind", row.kind().wire())
                .put("subject", row.subject())
                .put("reason", row.why()));
    ObjectNode reasons = all.putObject("left");
    left.forEach(reasons::put);
    ObjectNode balances = all.putObject("balances").put("compared", compared);
    var differing = balances.putArray("differences");
    differences.forEach(
        person ->
            differing
                .addObject()
                .put("userId", person.userId())
                .put("old", person.old())
                .put("now", person.now()));
    return all;
  }
}
