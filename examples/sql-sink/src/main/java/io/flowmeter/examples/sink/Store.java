package io.flowmeter.examples.sink;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The tables of {@code sink.sql}. */
final class Store {
  /** Of a raise, which has none of its own: that of an allocation without one. */
  private static final int DEFAULT_PRIORITY = 100;

  private static final String USAGE =
      "insert into flowmeter.usage values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing";
  private static final String CREDIT_CHANGE =
      "insert into flowmeter.credit_changes values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing";
  private static final String POSITION =
      """
      insert into flowmeter.positions values (?, ?, ?)
      on conflict (topic, partition) do update set next_offset = excluded.next_offset""";

  private final Connection database;

  Store(Connection database) throws SQLException, IOException {
    this.database = database;
    database.setAutoCommit(false);
    try (InputStream in = Store.class.getResourceAsStream("/sink.sql");
        var statement = database.createStatement()) {
      statement.execute(
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
    }
    database.commit();
  }

  Map<TopicPartition, Long> positions() throws SQLException {
    Map<TopicPartition, Long> positions = new HashMap<>();
    try (var statement = database.createStatement();
        var rows = statement.executeQuery("select * from flowmeter.positions")) {
      while (rows.next()) {
        positions.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
      }
    }
    return positions;
  }

  /** All of it or nothing. */
  void write(List<GenericRecord> facts, Map<TopicPartition, Long> positions) throws SQLException {
    try (var usage = database.prepareStatement(USAGE);
        var change = database.prepareStatement(CREDIT_CHANGE);
        var position = database.prepareStatement(POSITION)) {
      for (GenericRecord fact : facts) {
        switch (fact.getSchema().getName()) {
          case "UsageRecorded" -> addUsage(usage, fact);
          case "CreditsAllocated" -> addAllocation(change, fact);
          case "CreditsAdjusted" -> addAdjustment(change, fact);
          default -> {
            // A kind of fact that came later than this program: nothing that it could count.
          }
        }
      }
      for (var each : positions.entrySet()) {
        add(position, each.getKey().topic(), each.getKey().partition(), each.getValue());
      }
      usage.executeBatch();
      change.executeBatch();
      position.executeBatch();
      database.commit();
    } catch (SQLException e) {
      database.rollback();
      throw e;
    }
  }

  private static void addUsage(PreparedStatement statement, GenericRecord usage)
      throws SQLException {
    if (number(usage, "credits") < 0) return;
    add(
        statement,
        uuid(usage, "eventId"),
        moment(usage, "occurredAt"),
        text(usage, "userId"),
        uuid(usage, "completionId"),
        text(usage, "chatflowId"),
        text(usage, "model"),
        text(usage, "outcome"),
        number(usage, "inputTokens"),
        number(usage, "outputTokens"),
        number(usage, "credits"));
  }

  private static void addAllocation(PreparedStatement statement, GenericRecord allocation)
      throws SQLException {
    if (number(allocation, "credits") <= 0) return;
    addChange(statement, allocation, "allocationId", (Integer) allocation.get("priority"));
  }

  private static void addAdjustment(PreparedStatement statement, GenericRecord adjustment)
      throws SQLException {
    if (number(adjustment, "credits") == 0) return;
    addChange(statement, adjustment, "adjustmentId", DEFAULT_PRIORITY);
  }

  private static void addChange(
      PreparedStatement statement, GenericRecord change, String id, int priority)
      throws SQLException {
    add(
        statement,
        uuid(change, "eventId"),
        moment(change, "occurredAt"),
        text(change, "userId"),
        uuid(change, id),
        number(change, "credits"),
        priority,
        moment(change, "expiresAt"));
  }

  private static void add(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) statement.setObject(i + 1, values[i]);
    statement.addBatch();
  }

  private static UUID uuid(GenericRecord fact, String field) {
    return UUID.fromString(fact.get(field).toString());
  }

  private static @Nullable String text(GenericRecord fact, String field) {
    Object value = fact.get(field);
    return value == null ? null : value.toString();
  }

  private static long number(GenericRecord fact, String field) {
    return (Long) fact.get(field);
  }

  private static @Nullable OffsetDateTime moment(GenericRecord fact, String field) {
    Long micros = (Long) fact.get(field);
    return micros == null
        ? null
        : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}
