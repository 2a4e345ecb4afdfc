package io.flowmeter.accounting.replay;

import io.flowmeter.accounting.ledger.Ledger;
import io.flowmeter.accounting.sql.LongTransactions;
import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import jakarta.annotation.PreDestroy;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Runs rebuilds, one at a time over all instances: whoever runs one holds a lock of the database's,
 * which is free again when its process is gone.
 */
@Component
class Rebuilds {
  private static final Logger log = LoggerFactory.getLogger(Rebuilds.class);
  private static final long LOCK = 0x6c65_6467_6572L;
  private static final int FETCH_ROWS = 5_000;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final Runs runs;
  private final Shadow shadow;
  private final FactTopics topics;
  private final Comparison comparison;
  private final LongTransactions transactions;
  private final DataSource database;
  private volatile @Nullable Thread running;
  private volatile boolean stopping;

  Rebuilds(
      Runs runs,
      Shadow shadow,
      FactTopics topics,
      Comparison comparison,
      LongTransactions transactions,
      DataSource database) {
    this.runs = runs;
    this.shadow = shadow;
    this.topics = topics;
    this.comparison = comparison;
    this.transactions = transactions;
    this.database = database;
  }

  /** The newest one; one whose process is gone counts as interrupted. */
  Optional<Run> last() {
    Optional<Run> last = runs.last();
    if (last.isEmpty() || last.get().state().isOver() || !isFree()) return last;
    // It may just have ended.
    last = runs.last();
    last.filter(run -> !run.state().isOver())
        .ifPresent(run -> runs.end(run.id(), Run.State.INTERRUPTED, "its process is gone"));
    return runs.last();
  }

  /** Starts one; one of the same kind that was interrupted goes on where it stopped. */
  Run start(boolean apply, @Nullable Instant until, UserId by) {
    Connection lock = lock();
    try {
      Optional<Run> resumable =
          runs.last()
              .filter(run -> run.state() == Run.State.INTERRUPTED || !run.state().isOver())
              .filter(run -> run.apply() == apply && Objects.equals(run.until(), until))
              .filter(_ -> shadow.exists());
      topics.requireComplete();
      long id;
      if (resumable.isPresent()) {
        id = resumable.get().id();
        runs.resume(id);
      } else {
        shadow.create();
        id = runs.insert(apply, until, by.value());
      }
      running = Thread.ofVirtual().name("ledger-rebuild").start(() -> run(lock, id, apply, until));
      return runs.last().orElseThrow();
    } catch (IllegalStateException e) {
      close(lock);
      throw new ApiException(409, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      close(lock);
      throw e;
    }
  }

  private void run(Connection lock, long id, boolean apply, @Nullable Instant until) {
    try {
      if (!read(id)) {
        runs.end(id, Run.State.INTERRUPTED, null);
        return;
      }
      runs.enter(id, Run.State.COMPARING);
      shadow.remove(topics.setAside());
      shadow.index();
      if (until != null) balancesAt(id, until);
      else compare(id, apply);
      runs.end(id, Run.State.FINISHED, null);
    } catch (Interrupted e) {
      runs.end(id, Run.State.INTERRUPTED, null);
    } catch (RuntimeException e) {
      log.warn("the rebuild of the ledger failed", e);
      runs.end(id, Run.State.FAILED, e.getMessage());
    } finally {
      close(lock);
      running = null;
    }
  }

  /** False when it was interrupted. */
  private boolean read(long id) {
    Map<TopicPartition, Long> from = shadow.positions();
    Map<TopicPartition, Long> ends = topics.ends();
    long total = ends.values().stream().mapToLong(Long::longValue).sum();
    AtomicLong read = new AtomicLong(from.values().stream().mapToLong(Long::longValue).sum());
    runs.progress(id, read.get(), total, 0);
    // One batch is decoded while the one before is written.
    try (ExecutorService writer = Executors.newSingleThreadExecutor(Thread.ofVirtual().factory())) {
      Pending pending = new Pending(writer);
      topics.read(
          from,
          ends,
          batch -> {
            pending.next(() -> shadow.append(batch));
            runs.progress(id, read.addAndGet(batch.records()), total, 0);
            return !isInterrupted(id);
          });
      pending.await();
    }
    return !isInterrupted(id);
  }

  /** A write under way, which the next one waits for. */
  private static final class Pending {
    private final ExecutorService writer;
    private @Nullable Future<?> last;

    Pending(ExecutorService writer) {
      this.writer = writer;
    }

    void next(Runnable write) {
      await();
      last = writer.submit(write);
    }

    void await() {
      if (last == null) return;
      try {
        last.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      } catch (ExecutionException e) {
        throw new IllegalStateException("facts cannot be written", e.getCause());
      }
    }
  }

  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private void compared(long id, Run so, long people) {
    runs.progress(id, so.eventsRead(), so.eventsTotal(), people);
    if (isInterrupted(id)) throw new Interrupted();
  }

  private boolean isInterrupted(long id) {
    return stopping || runs.isInterrupting(id);
  }

  private void compare(long id, boolean apply) {
    AtomicLong people = new AtomicLong();
    Run before = runs.last().orElseThrow();
    Set<UserId> suspects =
        comparison.firstLook(more -> compared(id, before, people.addAndGet(more)));
    if (apply) runs.enter(id, Run.State.APPLYING);
    List<Run.Difference> differences = comparison.secondLook(suspects, apply);
    runs.found(id, differences);
  }

  private void balancesAt(long id, Instant until) {
    AtomicLong people = new AtomicLong();
    Run before = runs.last().orElseThrow();
    transactions.run(
        connection ->
            Folding.fold(
                connection,
                Shadow.FACTS,
                until,
                ledgers -> {
                  store(ledgers, until);
                  compared(id, before, people.addAndGet(ledgers.size()));
                }));
  }

  private void store(Map<UserId, Ledger> ledgers, Instant until) {
    StringBuilder lines = new StringBuilder();
    ledgers.forEach(
        (user, ledger) ->
            lines
                .append(user.value())
                .append('\t')
                .append(ledger.balanceAt(until))
                .append('\t')
                .append(ledger.debt().amount())
                .append('\t')
                .append(ledger.spent().amount())
                .append('\n'));
    transactions.run(
        connection -> {
          Shadow.copy(connection, "ledger_rebuild.balances", lines);
          return ledgers.size();
        });
  }

  /** Everybody's balance at the moment that the newest rebuild was asked for. */
  void writeBalances(PrintWriter out) {
    Run run = runs.last().orElseThrow(() -> new ApiException(404, "There was no rebuild"));
    if (run.until() == null || run.state() != Run.State.FINISHED || !shadow.exists()) {
      throw new ApiException(409, "The newest rebuild was not asked for balances, or is not over");
    }
    transactions.run(
        connection -> {
          out.println("user_id,balance,debt,spent");
          try (var query = connection.createStatement()) {
            query.setFetchSize(FETCH_ROWS);
            var rows = query.executeQuery("select * from ledger_rebuild.balances order by user_id");
            while (rows.next()) {
              out.printf(
                  "%s,%d,%d,%d%n",
                  rows.getString(1), rows.getLong(2), rows.getLong(3), rows.getLong(4));
            }
          }
          return run.id();
        });
  }

  /** Asks the running one to stop; what it has read so far is kept. */
  Run interrupt() {
    Run run = last().orElseThrow(() -> new ApiException(404, "There was no rebuild"));
    if (!runs.requestInterrupt(run.id())) throw new ApiException(409, "No rebuild is running");
    return runs.last().orElseThrow();
  }

  private Connection lock() {
    try {
      Connection connection = database.getConnection();
      if (tryLock(connection)) return connection;
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("the database cannot be locked", e);
    }
    throw new ApiException(409, "A rebuild is running");
  }

  private static boolean tryLock(Connection connection) throws SQLException {
    try (var query = connection.createStatement();
        var row = query.executeQuery("select pg_try_advisory_lock(" + LOCK + ")")) {
      return row.next() && row.getBoolean(1);
    }
  }

  private boolean isFree() {
    try (Connection connection = database.getConnection()) {
      if (!tryLock(connection)) return false;
      unlock(connection);
      return true;
    } catch (SQLException e) {
      throw new IllegalStateException("the database cannot be asked for its lock", e);
    }
  }

  private static void unlock(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("select pg_advisory_unlock(" + LOCK + ")");
    }
  }

  private static void close(Connection lock) {
    try (lock) {
      unlock(lock);
    } catch (SQLException e) {
      log.warn("the rebuild's lock is released with its connection: {}", e.toString());
    }
  }

  @PreDestroy
  void stop() throws InterruptedException {
    stopping = true;
    Thread thread = running;
    if (thread != null) thread.join(STOP_LIMIT);
  }
}
