package io.flowmeter.accounting.replay;

import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.accounting.ledger.Ledger;
import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.identity.UserId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Folds everybody's facts, read once, in order, in bounded memory. */
final class Folding {
  private static final int FETCH_ROWS = 10_000;
  private static final int CHUNK_PEOPLE = 500;
  private static final String SORT_MEMORY = "set local work_mem = '256MB'";

  private final @Nullable Instant until;
  private final Consumer<Map<UserId, Ledger>> target;
  private final Map<UserId, Ledger> done = new LinkedHashMap<>();
  private @Nullable String user;
  private Ledger ledger = Ledger.EMPTY;
  private @Nullable Position last;
  private long facts;

  private Folding(@Nullable Instant until, Consumer<Map<UserId, Ledger>> target) {
    this.until = until;
    this.target = target;
  }

  /**
   * Returns how many facts there were.
   *
   * @param query gives rows as {@link FactRow} has them
   * @param until leaves out facts after that moment; null takes all
   * @param target gets the ledgers of some people at a time; those with no fact until then are
   *     empty
   */
  static long fold(
      Connection connection,
      String query,
      @Nullable Instant until,
      Consumer<Map<UserId, Ledger>> target)
      throws SQLException {
    var folding = new Folding(until, target);
    try (var statement = connection.createStatement()) {
      statement.execute(SORT_MEMORY);
      statement.setFetchSize(FETCH_ROWS);
      try (var rows =
          statement.executeQuery(
              "select * from (%s) f order by user_id collate \"C\", occurred_at, event_id"
                  .formatted(query))) {
        while (rows.next()) folding.add(rows);
      }
    }
    folding.endPerson();
    folding.handOver();
    return folding.facts;
  }

  private void add(ResultSet row) throws SQLException {
    String id = row.getString("user_id");
    if (!id.equals(user)) {
      endPerson();
      user = id;
    }
    Fact fact = FactRow.read(row);
    if (fact == null || isAfterwards(fact)) return;
    // The same event, published again.
    if (fact.at().equals(last)) return;
    last = fact.at();
    facts++;
    try {
      ledger = ledger.apply(fact);
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new IllegalStateException("the facts of " + id + " cannot be folded", e);
    }
  }

  private boolean isAfterwards(Fact fact) {
    return until != null && fact.at().occurredAt().isAfter(until);
  }

  private void endPerson() {
    if (user == null) return;
    done.put(new UserId(user), ledger);
    user = null;
    last = null;
    ledger = Ledger.EMPTY;
    if (done.size() >= CHUNK_PEOPLE) handOver();
  }

  private void handOver() {
    if (done.isEmpty()) return;
    target.accept(done);
    done.clear();
  }
}
