package io.flowmeter.launcher.migrate;

import io.flowmeter.launcher.client.Api;
import io.flowmeter.launcher.client.Refusal;
import io.flowmeter.launcher.migrate.Findings.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Hands rows of one kind to a service, many at a time, and tells what became of each. */
final class Shipment {
  private static final int MAX_ROWS = 500;
  private static final int MAX_CHARS = 700_000;

  /** How long the news of somebody's registration may be on its way to the other services. */
  private static final Duration NEWS_LIMIT = Duration.ofSeconds(60);

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Api service;
  private final String path;
  private final Kind kind;
  private final boolean apply;
  private final Findings findings;
  private final Consumer<String> arrived;
  private final List<Row> waiting = new ArrayList<>();
  private int chars;
  private long deadline;

  private record Row(String id, String subject, ObjectNode content) {}

  /**
   * @param path of the route, such as {@code /api/admin/migration/}, without the kind
   * @param arrived gets the id of each row that is there now, or would be
   */
  Shipment(
      Api service,
      String path,
      Kind kind,
      boolean apply,
      Findings findings,
      Consumer<String> arrived) {
    this.service = service;
    this.path = path + kind.wire();
    this.kind = kind;
    this.apply = apply;
    this.findings = findings;
    this.arrived = arrived;
  }

  void add(String id, ObjectNode content) throws InterruptedException {
    add(id, id, content);
  }

  /**
   * @param subject how it is called where it is refused
   */
  void add(String id, String subject, ObjectNode content) throws InterruptedException {
    int size = content.toString().length();
    if (!waiting.isEmpty() && (waiting.size() == MAX_ROWS || chars + size > MAX_CHARS)) send();
    waiting.add(new Row(id, subject, content));
    chars += size;
  }

  /** After the last row. */
  void end() throws InterruptedException {
    if (!waiting.isEmpty()) send();
  }

  private void send() throws InterruptedException {
    List<Row> rows = List.copyOf(waiting);
    waiting.clear();
    chars = 0;
    // One for all of them: what came late for the first is there for the others.
    if (deadline == 0) deadline = System.nanoTime() + NEWS_LIMIT.toNanos();
    while (!rows.isEmpty()) {
      boolean last = System.nanoTime() > deadline;
      rows = early(rows, last);
      if (!rows.isEmpty()) Thread.sleep(PAUSE);
    }
  }

  /** Sends them, and gives those back whose person is not known there yet. */
  private List<Row> early(List<Row> rows, boolean last) throws InterruptedException {
    ObjectNode request = JsonMapper.shared().createObjectNode().put("apply", apply);
    ArrayNode contents = request.putArray(kind.wire());
    rows.forEach(row -> contents.add(row.content()));
    JsonNode results = service.send("POST", path, request).path("results");
    if (results.size() != rows.size()) {
      throw new Refusal(
          0, "%s answers with %d results for %d rows".formatted(path, results.size(), rows.size()));
    }
    List<Row> early = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      String status = results.path(i).path("status").asString("");
      if (status.equals("nobody") && !last) early.add(rows.get(i));
      else tell(rows.get(i), status, results.path(i).path("message").asString(""));
    }
    return early;
  }

  private void tell(Row row, String status, String message) {
    switch (status) {
      case "created" -> findings.moved(kind);
      case "known" -> findings.known(kind);
      default -> findings.refused(kind, row.subject(), message);
    }
    if (status.equals("created") || status.equals("known")) arrived.accept(row.id());
  }
}
