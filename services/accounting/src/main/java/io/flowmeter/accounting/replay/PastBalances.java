package io.flowmeter.accounting.replay;

import io.flowmeter.accounting.ledger.Ledger;
import io.flowmeter.accounting.sql.LongTransactions;
import io.flowmeter.identity.UserId;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;
import java.util.function.IntConsumer;
import org.springframework.stereotype.Component;

/** Everybody's balance at an earlier moment, from the facts of the shadow. */
@Component
class PastBalances {
  private static final int FETCH_ROWS = 5_000;

  private final Shadow shadow;
  private final FactTopics topics;
  private final LongTransactions transactions;

  PastBalances(Shadow shadow, FactTopics topics, LongTransactions transactions) {
    this.shadow = shadow;
    this.topics = topics;
    this.transactions = transactions;
  }

  /**
   * @param progress gets how many people were done, again and again
   */
  void fold(Instant until, IntConsumer progress) {
    shadow.fold(
        topics.setAside(),
        until,
        ledgers -> {
          store(ledgers, until);
          progress.accept(ledgers.size());
        });
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

  void write(PrintWriter out) {
    transactions.run(
        connection -> {
          int people = 0;
          out.println("user_id,balance,debt,spent");
          try (var query = connection.createStatement()) {
            query.setFetchSize(FETCH_ROWS);
            var rows = query.executeQuery("select * from ledger_rebuild.balances order by user_id");
            while (rows.next()) {
              out.printf(
                  "%s,%d,%d,%d%n",
                  rows.getString(1), rows.getLong(2), rows.getLong(3), rows.getLong(4));
              people++;
            }
          }
          return people;
        });
  }
}
