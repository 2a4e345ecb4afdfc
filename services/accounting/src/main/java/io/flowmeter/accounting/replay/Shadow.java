package io.flowmeter.accounting.replay;

import io.flowmeter.accounting.ledger.Ledger;
import io.flowmeter.accounting.sql.LongTransactions;
import io.flowmeter.identity.UserId;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  // Facts hardly get smaller by the server's compression, and lie in values of their own.
  static final String CREATE =
      """
      drop schema if exists ledger_rebuild cascade;
      create schema ledger_rebuild;
      create unlogged table ledger_rebuild.segments (part integer not null, facts bytea not null);
      alter table ledger_rebuild.segments alter facts set storage external;
      create index on ledger_rebuild.segments (part);
      create unlogged table ledger_rebuild.positions (
        topic varchar(100), part integer, next_offset bigint not null, primary key (topic, part));
      create unlogged table ledger_rebuild.people (user_id varchar(50) collate "C" primary key);
      create unlogged table ledger_rebuild.balances (
        user_id varchar(50) collate "C" primary key, balance bigint not null, debt bigint not null,
        spent bigint not null);
      """;

  private final LongTransactions transactions;
  private final RebuildSettings settings;

  Shadow(LongTransactions transactions, RebuildSettings settings) {
    this.transactions = transactions;
    this.settings = settings;
  }

  void create() {
    execute(CREATE);
  }

  /**
   * Folds everybody's facts.
   *
   * @param without what live consumption has set aside
   * @param until leaves out facts after that moment; null takes all
   * @param target gets the ledgers of some people at a time, in several threads at once
   */
  void fold(
      Set<StoredFact.Place> without,
      @Nullable Instant until,
      Consumer<Map<UserId, Ledger>> target) {
    ExecutorService folders = Executors.newFixedThreadPool(settings.folders());
    try {
      List<Future<?>> parts = new ArrayList<>();
      for (var part : transactions.run(Segments::parts)) {
        parts.add(folders.submit(() -> fold(part, without, new Folding(until, target))));
      }
      for (Future<?> part : parts) await(part);
    } finally {
      folders.shutdownNow();
      folders.close();
    }
  }

  private void fold(Segments.Part part, Set<StoredFact.Place> without, Folding folding) {
    transactions.run(
        connection -> {
          Segments.inOrder(
              connection,
              part,
              settings.memory().toBytes() / settings.folders(),
              (user, facts) -> {
                for (byte[] packed : facts) {
                  StoredFact stored = PackedFact.read(user, packed);
                  if (!without.contains(stored.place())) folding.add(user, stored.fact());
                }
              });
          return folding.end();
        });
  }

  private static void await(Future<?> part) {
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

  /** What an interrupted look at people has left. */
  void forgetPeople() {
    execute("truncate ledger_rebuild.people, ledger_rebuild.balances");
  }

  void drop() {
    execute("drop schema if exists ledger_rebuild cascade");
  }

  boolean exists() {
    return transactions.run(
        connection -> {
          try (var query =
              connection.prepareStatement(
                  "select 1 where to_regclass('ledger_rebuild.segments') is not null")) {
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

  /** Facts, of so many records, and the offsets after these. */
  record Batch(Segments facts, int records, Map<TopicPartition, Long> positions) {}

  void append(Batch batch) {
    transactions.run(
        connection -> {
          batch.facts().insert(connection);
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

  static void copy(Connection connection, String target, CharSequence lines) throws SQLException {
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

  /**
   * The facts of these people, who are of one part, as the topics have them.
   *
   * @param without what live consumption has set aside
   */
  List<StoredFact> factsOf(Set<UserId> users, Set<StoredFact.Place> without) {
    List<StoredFact> facts = new ArrayList<>();
    transactions.run(
        connection -> {
          Segments.each(
              connection,
              Segments.partOf(users.iterator().next()),
              packed -> {
                UserId user = new UserId(PackedFact.person(packed));
                if (!users.contains(user)) return;
                StoredFact stored = PackedFact.read(user, packed);
                if (!without.contains(stored.place())) facts.add(stored);
              });
          return facts;
        });
    facts.sort(StoredFact.BY_PLACE);
    return facts;
  }
}
