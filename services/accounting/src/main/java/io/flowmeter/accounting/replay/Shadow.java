package io.flowmeter.accounting.replay;

import io.flowmeter.accounting.ledger.Ledger;
import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.accounting.sql.LongTransactions;
import io.flowmeter.identity.UserId;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.stereotype.Component;

/**
 * The schema beside the live one that a rebuild fills: the facts as the topics have them, and how
 * far they were read. Both change together, so that a rebuild goes on where it stopped. It is not
 * logged: after a crash of the database it is empty, and the rebuild begins again.
 */
@Component
class Shadow {
  /** Of the facts, by person: each is sorted in memory, and two are folded side by side. */
  private static final int PARTS = 16;

  private static final int FOLDERS = 2;

  private static final String CREATE =
      """
      drop schema if exists ledger_rebuild cascade;
      create schema ledger_rebuild;
      create table ledger_rebuild.facts (
        topic varchar(100) not null, part integer not null, record_offset bigint not null,
        user_id varchar(50) collate "C" not null, occurred_at bigint not null, event_id uuid not null,
        kind char(1) not null, credits bigint not null, priority integer, grant_id uuid, expires_at bigint)
        partition by hash (user_id);
      create unlogged table ledger_rebuild.positions (
        topic varchar(100), part integer, next_offset bigint not null, primary key (topic, part));
      create unlogged table ledger_rebuild.balances (
        user_id varchar(50) collate "C" primary key, balance bigint not null, debt bigint not null,
        spent bigint not null);
      """;

  private final LongTransactions transactions;

  Shadow(LongTransactions transactions) {
    this.transactions = transactions;
  }

  void create() {
    StringBuilder statements = new StringBuilder(CREATE);
    for (int part = 0; part < PARTS; part++) {
      statements.append(
          "create unlogged table ledger_rebuild.facts_%d partition of ledger_rebuild.facts for values with (modulus %d, remainder %d);"
              .formatted(part, PARTS, part));
    }
    execute(statements.toString());
  }

  /**
   * Folds everybody's facts.
   *
   * @param until leaves out facts after that moment; null takes all
   * @param target gets the ledgers of some people at a time, in several threads at once
   */
  void fold(@Nullable Instant until, Consumer<Map<UserId, Ledger>> target) {
    ExecutorService folders = Executors.newFixedThreadPool(FOLDERS);
    try {
      List<Future<Long>> parts = new ArrayList<>();
      for (int part = 0; part < PARTS; part++) {
        String facts = "select " + FactRow.COLUMNS + " from ledger_rebuild.facts_" + part;
        parts.add(
            folders.submit(
                () ->
                    transactions.run(
                        connection -> Folding.fold(connection, facts, until, target))));
      }
      for (Future<Long> part : parts) await(part);
    } finally {
      folders.shutdownNow();
      folders.close();
    }
  }

  private static void await(Future<Long> part) {
    try {
      part.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) throw failure;
      throw new IllegalStateException("facts cannot be folded", e.getCause());
    }
  }

  /** What an interrupted answer has left. */
  void forgetBalances() {
    execute("truncate ledger_rebuild.balances");
  }

  /** For looking up single people, of whom there are none as a rule. */
  void index() {
    execute("create index if not exists facts_user on ledger_rebuild.facts (user_id)");
  }

  void drop() {
    execute("drop schema if exists ledger_rebuild cascade");
  }

  boolean exists() {
    return transactions.run(
        connection -> {
          try (var query =
              connection.prepareStatement(
                  "select 1 from pg_namespace where nspname = 'ledger_rebuild'")) {
            return query.executeQuery().next();
          }
        });
  }

  private void execute(String statement) {
    transactions.run(
        connection -> {
          try (var running = connection.createStatement()) {
            return running.execute(statement);
          }
        });
  }

  /** Facts as lines, and the offsets after them. */
  record Batch(StringBuilder lines, int facts, int records, Map<TopicPartition, Long> positions) {
    static Batch empty() {
      return new Batch(new StringBuilder(), 0, 0, Map.of());
    }
  }

  static void write(StringBuilder lines, StoredFact stored, Position at) {
    TopicPartition from = stored.place().partition();
    lines
        .append(from.topic())
        .append('\t')
        .append(from.partition())
        .append('\t')
        .append(stored.place().offset())
        .append('\t');
    FactRow.write(lines, stored.userId().value(), at, stored.fact());
    lines.append('\n');
  }

  void append(Batch batch) {
    transactions.run(
        connection -> {
          copy(
              connection,
              "ledger_rebuild.facts (topic, part, record_offset, " + FactRow.COLUMNS + ")",
              batch.lines());
          try (var upsert =
              connection.prepareStatement(
                  "insert into ledger_rebuild.positions values (?, ?, ?)"
                      + " on conflict (topic, part) do update set next_offset = excluded.next_offset")) {
            for (var position : batch.positions().entrySet()) {
              upsert.setString(1, position.getKey().topic());
              upsert.setInt(2, position.getKey().partition());
              upsert.setLong(3, position.getValue());
              upsert.addBatch();
            }
            return upsert.executeBatch();
          }
        });
  }

  static void copy(Connection connection, String target, StringBuilder lines) throws SQLException {
    if (lines.isEmpty()) return;
    try {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("copy " + target + " from stdin", new StringReader(lines.toString()));
    } catch (IOException e) {
      throw new SQLException(e);
    }
  }

  Map<TopicPartition, Long> positions() {
    return transactions.run(
        connection -> {
          Map<TopicPartition, Long> positions = new HashMap<>();
          try (var query = connection.createStatement();
              var rows = query.executeQuery("select * from ledger_rebuild.positions")) {
            while (rows.next()) {
              positions.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
            }
          }
          return positions;
        });
  }

  /** Removes what live consumption has set aside. */
  void remove(Collection<StoredFact.Place> places) {
    if (places.isEmpty()) return;
    transactions.run(
        connection -> {
          try (var delete =
              connection.prepareStatement(
                  "delete from ledger_rebuild.facts f using unnest(?::varchar[], ?::int[], ?::bigint[])"
                      + " as s (topic, part, record_offset) where f.topic = s.topic and f.part = s.part"
                      + " and f.record_offset = s.record_offset")) {
            delete.setArray(
                1,
                connection.createArrayOf(
                    "varchar", places.stream().map(p -> p.partition().topic()).toArray()));
            delete.setArray(
                2,
                connection.createArrayOf(
                    "int4", places.stream().map(p -> p.partition().partition()).toArray()));
            delete.setArray(
                3,
                connection.createArrayOf(
                    "int8", places.stream().map(StoredFact.Place::offset).toArray()));
            return delete.executeUpdate();
          }
        });
  }

  List<StoredFact> factsOf(Collection<UserId> users) {
    return transactions.run(
        connection -> {
          List<StoredFact> facts = new ArrayList<>();
          try (var query =
              connection.prepareStatement(
                  "select * from ledger_rebuild.facts where user_id = any(?)"
                      + " order by topic, part, record_offset")) {
            query.setArray(
                1,
                connection.createArrayOf("varchar", users.stream().map(UserId::value).toArray()));
            var rows = query.executeQuery();
            while (rows.next()) {
              facts.add(
                  new StoredFact(
                      new UserId(rows.getString("user_id")),
                      FactRow.read(rows),
                      new StoredFact.Place(
                          new TopicPartition(rows.getString("topic"), rows.getInt("part")),
                          rows.getLong("record_offset"))));
            }
          }
          return facts;
        });
  }
}
