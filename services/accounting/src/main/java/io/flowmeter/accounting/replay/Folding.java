package io.flowmeter.accounting.replay;

import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.accounting.ledger.Ledger;
import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.identity.UserId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Folds facts that come in their order: one person after the other, in bounded memory. */
final class Folding {
  private static final int FETCH_ROWS = 10_000;
  private static final int CHUNK_PEOPLE = 500;
  private static final String SORT_MEMORY = "set local work_mem = '256MB'";

  private final @Nullable Instant until;
  private final Consumer<Map<UserId, Ledger>> target;
  private final Map<UserId, Ledger> done = new LinkedHashMap<>();
  private @Nullable UserId user;
  private Ledger ledger = Ledger.EMPTY;
  private @Nullable Position last;
  private long facts;

  /**
   * @param until leaves out facts after that moment; null takes all
   * @param target gets the ledgers of some people at a time; those with no fact until then are
   *     empty
   */
  Folding(@Nullable Instant until, Consumer<Map<UserId, Ledger>> target) {
    this.until = until;
    this.target = target;
  }

  /** Folds what is stored for live use; returns how many facts there were. */
  static long live(Connection connection, Consumer<Map<UserId, Ledger>> target)
      throws SQLException {
    var folding = new Folding(null, target);
    try (var statement = connection.createStatement()) {
      statement.execute(SORT_MEMORY);
      statement.setFetchSize(FETCH_ROWS);
      try (var rows =
          statement.executeQuery(
              "select * from (%s) f order by user_id collate \"C\", occurred_at, event_id"
                  .formatted(FactRow.LIVE))) {
        while (rows.next()) folding.add(new UserId(rows.getString("user_id")), FactRow.read(rows));
      }
    }
    return folding.end();
  }

  /**
   * @param fact null where it only says that there is such a person
   */
  void add(UserId of, @Nullable Fact fact) {
    if (!of.equals(user)) {
      endPerson();
      user = of;
    }
    if (fact == null || isAfterwards(fact)) return;
    // The same event, published again.
    if (fact.at().equals(last)) return;
    last = fact.at();
    facts++;
    try {
      ledger = ledger.apply(fact);
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new IllegalStateException("the facts of " + of + " cannot be folded", e);
    }
  }

  /** Hands over who is left; returns how many facts there were. */
  long end() {
    endPerson();
    handOver();
    return facts;
  }

  private boolean isAfterwards(Fact fact) {
    return until != null && fact.at().occurredAt().isAfter(until);
  }

  private void endPerson() {
    if (user == null) return;
    done.put(user, ledger);
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
