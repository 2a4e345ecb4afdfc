package io.flowmeter.launcher.migrate;

import io.flowmeter.launcher.client.Api;
import io.flowmeter.launcher.client.Connection;
import io.flowmeter.launcher.client.Refusal;
import io.flowmeter.launcher.migrate.Findings.Kind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Usage and allocations of the predecessor's accounting, in this order: so a statement begins with
 * what was used, and ends with what was left.
 */
final class OldCredits {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int FETCH_ROWS = 1_000;
  private static final int MAX_NOTES_CHARS = 2_000;
  private static final String NOBODYS = "of nobody who was moved";

  /** In the order of their people, so that one batch touches few ledgers. */
  private static final String USAGE =
      """
      select id, user_id, "timestamp" as used_at, service, operation, credits, metadata::text
        from usage_records order by user_id, "timestamp", id
      """;

  private static final String ALLOCATIONS =
      """
      select id, user_id, total_credits, remaining_credits, allocated_by, allocated_at, expires_at, notes
        from credit_allocations order by user_id, id
      """;

  private static final String OPEN_SESSIONS =
      "select count(*), coalesce(sum(allocated_credits), 0) from streaming_sessions"
          + " where status = 'active'";

  private final Connection connection;
  private final Api accounting;
  private final boolean apply;
  private final Findings findings;
  private final Optional<Set<String>> people;
  private final Map<String, List<Rest>> rests = new HashMap<>();

  private record Rest(long credits, Instant expiresAt) {}

  /**
   * @param people who was moved; empty: rows of everybody are handed over
   */
  OldCredits(
      Connection connection, boolean apply, Findings findings, Optional<Set<String>> people) {
    this.connection = connection;
    this.accounting = connection.accounting();
    this.apply = apply;
    this.findings = findings;
    this.people = people;
  }

  void move(java.sql.Connection database) throws InterruptedException, SQLException {
    Instant now = Instant.now();
    read(database, Kind.USAGE, USAGE, (row, shipment) -> shipment.add(subject(row), used(row)));
    read(
        database,
        Kind.ALLOCATIONS,
        ALLOCATIONS,
        (row, shipment) -> {
          long credits = row.getLong("remaining_credits");
          Instant expiresAt = moment(row, "expires_at");
          if (credits <= 0) findings.left(Kind.ALLOCATIONS, "of which nothing was left");
          else if (!expiresAt.isAfter(now)) findings.left(Kind.ALLOCATIONS, "that have expired");
          else {
            rests
                .computeIfAbsent(row.getString("user_id"), _ -> new ArrayList<>())
                .add(new Rest(credits, expiresAt));
            shipment.add(subject(row), allocation(row));
          }
        });
    tellOpenSessions(database);
    if (apply) compare();
  }

  @FunctionalInterface
  private interface Reading {
    void of(ResultSet row, Shipment shipment) throws SQLException, InterruptedException;
  }

  private void read(java.sql.Connection database, Kind kind, String query, Reading reading)
      throws SQLException, InterruptedException {
    Shipment shipment =
        new Shipment(accounting, "/api/admin/migration/", kind, apply, findings, _ -> {});
    long all = count(database, query);
    long read = 0;
    try (PreparedStatement statement = database.prepareStatement(query)) {
      statement.setFetchSize(FETCH_ROWS);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          connection.terminal().bar(kind.wire(), ++read, all);
          findings.read(kind);
          if (isHere(row.getString("user_id"))) reading.of(row, shipment);
          else findings.left(kind, NOBODYS);
        }
      }
    }
    shipment.end();
  }

  private boolean isHere(String userId) {
    return people.isEmpty() || people.get().contains(userId);
  }

  private static long count(java.sql.Connection database, String query) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from (" + query + ") counted")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The predecessor takes what a session may need from the balance, and gives the rest back. */
  private void tellOpenSessions(java.sql.Connection database) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet row = statement.executeQuery(OPEN_SESSIONS)) {
      row.next();
      findings.note("streaming sessions that were never closed", row.getLong(1));
      findings.note("credits that these have taken from balances", row.getLong(2));
    }
  }

  private void compare() throws InterruptedException {
    Set<String> everybody = new TreeSet<>(rests.keySet());
    people.ifPresent(everybody::addAll);
    long done = 0;
    for (String userId : everybody) {
      connection.terminal().bar("balances", ++done, everybody.size());
      long balance = balance(userId);
      Instant now = Instant.now();
      long old =
          rests.getOrDefault(userId, List.of()).stream()
              .filter(rest -> rest.expiresAt().isAfter(now))
              .mapToLong(Rest::credits)
              .sum();
      findings.balance(userId, old, balance);
    }
  }

  private long balance(String userId) throws InterruptedException {
    try {
      return accounting
          .get("/api/credits/balance/" + Api.encoded(userId))
          .path("totalCredits")
          .asLong(0);
    } catch (Refusal refusal) {
      if (!refusal.isNotFound()) throw refusal;
      return 0;
    }
  }

  private static ObjectNode used(ResultSet row) throws SQLException {
    JsonNode metadata = metadata(row.getString("metadata"));
    ObjectNode used =
        JSON.createObjectNode()
            .put("id", row.getLong("id"))
            .put("userId", row.getString("user_id"))
            .put("timestamp", moment(row, "used_at").toString())
            .put("service", row.getString("service"))
            .put("operation", row.getString("operation"))
            .put("credits", row.getLong("credits"))
            .put(
                "failed",
                metadata.path("success").isBoolean() && !metadata.path("success").booleanValue());
    model(metadata).ifPresent(model -> used.put("model", model));
    return used;
  }

  private static Optional<String> model(JsonNode metadata) {
    return Stream.of("modelId", "model")
        .map(metadata::path)
        .filter(JsonNode::isString)
        .map(JsonNode::stringValue)
        .findFirst();
  }

  private static JsonNode metadata(@Nullable String text) {
    try {
      return text == null ? JSON.createObjectNode() : JSON.readTree(text);
    } catch (JacksonException e) {
      throw new IllegalStateException("a column of JSON has none", e);
    }
  }

  private static ObjectNode allocation(ResultSet row) throws SQLException {
    String notes =
        "Moved from the predecessor: %d of %d credits were left, allocated %s by %s. %s"
            .formatted(
                row.getLong("remaining_credits"),
                row.getLong("total_credits"),
                moment(row, "allocated_at"),
                row.getString("allocated_by"),
                Optional.ofNullable(row.getString("notes")).orElse(""));
    return JSON.createObjectNode()
        .put("id", row.getLong("id"))
        .put("userId", row.getString("user_id"))
        .put("credits", row.getLong("remaining_credits"))
        .put("expiresAt", moment(row, "expires_at").toString())
        .put("notes", notes.substring(0, Math.min(notes.length(), MAX_NOTES_CHARS)));
  }

  private static Instant moment(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static String subject(ResultSet row) throws SQLException {
    return "%d of %s".formatted(row.getLong("id"), row.getString("user_id"));
  }
}
