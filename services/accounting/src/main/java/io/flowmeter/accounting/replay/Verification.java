package io.flowmeter.accounting.replay;

import io.flowmeter.accounting.ledger.Ledger;
import io.flowmeter.accounting.sql.LongTransactions;
import io.flowmeter.accounting.statistics.Tallies;
import io.flowmeter.identity.UserId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** Checks, all at one moment and without a lock, that the stored ledger is what it must be. */
@Component
class Verification {
  private static final int SHOWN = 100;

  private static final String ZERO_SUM =
      "select 'booking ' || booking_id || ' sums to ' || sum(amount) from ledger_entries"
          + " group by booking_id having sum(amount) <> 0 limit "
          + SHOWN;

  private static final String GRANTS =
      """
      select 'allocation ' || allocation_id || ' of ' || user_id || ': remaining ' || remaining_credits
             || ', expired ' || expired_credits || '; booked ' || remaining || ', ' || expired
        from (
          select a.user_id, a.allocation_id, a.total_credits, a.remaining_credits, a.expired_credits,
                 coalesce(e.granted, 0) as granted, coalesce(e.remaining, 0) as remaining,
                 coalesce(e.expired, 0) as expired
            from credit_allocations a left join (
              select user_id, allocation_id,
                     -sum(amount) filter (where account = 'granted') as granted,
                     coalesce(sum(amount) filter (where account = 'credit'), 0) as remaining,
                     coalesce(sum(amount) filter (where account = 'expired'), 0) as expired
                from ledger_entries where allocation_id is not null group by user_id, allocation_id) e
              on e.user_id = a.user_id and e.allocation_id = a.allocation_id) g
       where granted <> total_credits or remaining <> remaining_credits or expired <> expired_credits
       limit\s"""
          + SHOWN;

  private static final String ACCOUNTS =
      """
      select 'account ' || user_id || ': spent ' || spent_credits || ', removed ' || removed_credits || ', debt '
             || debt_credits || '; booked ' || spent || ', ' || removed || ', ' || debt
        from (
          select a.user_id, a.spent_credits, a.removed_credits, a.debt_credits, coalesce(e.spent, 0) as spent,
                 coalesce(e.removed, 0) as removed, coalesce(e.debt, 0) as debt
            from user_accounts a left join (
              select user_id,
                     sum(amount) filter (where account = 'spent') as spent,
                     sum(amount) filter (where account = 'removed') as removed,
                     -sum(amount) filter (where account = 'debt') as debt
                from ledger_entries where account in ('spent', 'removed', 'debt') group by user_id) e
              on e.user_id = a.user_id) g
       where spent <> spent_credits or removed <> removed_credits or debt <> debt_credits limit\s"""
          + SHOWN;

  private static final String HOLDS =
      """
      select 'account ' || a.user_id || ' holds ' || a.held_credits || '; its open holds sum to ' || coalesce(s.held, 0)
        from user_accounts a left join (
          select user_id, sum(allocated_credits) as held from streaming_sessions where status = 'active'
           group by user_id) s on s.user_id = a.user_id
       where a.held_credits <> coalesce(s.held, 0) limit\s"""
          + SHOWN;

  private static final String STATISTICS =
      "select * from (%s) wrong limit %d".formatted(Tallies.WRONG, SHOWN);

  private final LongTransactions transactions;

  Verification(LongTransactions transactions) {
    this.transactions = transactions;
  }

  /**
   * @param problems the first of them, empty if there are none
   */
  record Check(String check, boolean ok, List<String> problems) {
    Check(String check, List<String> problems) {
      this(check, problems.isEmpty(), List.copyOf(problems));
    }
  }

  record Result(boolean verified, long facts, long people) {}

  /** Tells of each check as soon as it is made. */
  Result verify(Consumer<Check> told) {
    return transactions.atOneMoment(
        connection -> {
          boolean ok = true;
          for (var check :
              Map.of(
                      "every booking sums to zero", ZERO_SUM,
                      "grants equal their entries", GRANTS,
                      "accounts equal their entries", ACCOUNTS,
                      "accounts equal their open holds", HOLDS,
                      "statistics are the sums of their usages", STATISTICS)
                  .entrySet()) {
            ok &= tell(told, new Check(check.getKey(), problems(connection, check.getValue())));
          }
          List<String> problems = new ArrayList<>();
          AtomicLong people = new AtomicLong();
          long facts =
              Folding.live(
                  connection,
                  ledgers -> {
                    people.addAndGet(ledgers.size());
                    compare(connection, ledgers, problems);
                  });
          ok &= tell(told, new Check("ledgers are the fold of their facts", problems));
          return new Result(ok, facts, people.get());
        });
  }

  private static boolean tell(Consumer<Check> told, Check check) {
    told.accept(check);
    return check.ok();
  }

  private static List<String> problems(Connection connection, String query) throws SQLException {
    List<String> problems = new ArrayList<>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      while (rows.next()) problems.add(rows.getString(1));
    }
    return problems;
  }

  private static void compare(
      Connection connection, Map<UserId, Ledger> ledgers, List<String> problems) {
    try {
      var stored = LiveLedgers.states(connection, ledgers.keySet());
      ledgers.forEach(
          (user, ledger) -> {
            LedgerState folded = LedgerState.of(ledger);
            LedgerState live = stored.getOrDefault(user, LedgerState.EMPTY);
            if (!folded.equals(live) && problems.size() < SHOWN) {
              problems.add("%s has %s; the facts say %s".formatted(user, live, folded));
            }
          });
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
