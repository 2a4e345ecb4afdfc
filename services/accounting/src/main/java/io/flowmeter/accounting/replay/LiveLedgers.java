package io.flowmeter.accounting.replay;

import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.identity.UserId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The ledgers as they are stored for live use. */
final class LiveLedgers {
  private static final String ACCOUNTS =
      "select user_id, debt_credits, spent_credits, removed_credits from user_accounts"
          + " where user_id = any(?)";
  private static final String GRANTS =
      "select user_id, allocation_id, remaining_credits + expired_credits from credit_allocations"
          + " where user_id = any(?)";
  private static final String BALANCES =
      """
      select a.user_id, coalesce((
               select sum(remaining_credits) from credit_allocations c
                where c.user_id = a.user_id and c.open and (c.expires_at is null or c.expires_at > ?)), 0)
             - a.debt_credits
        from user_accounts a where a.user_id = any(?)
      """;

  private LiveLedgers() {}

  static Map<UserId, LedgerState> states(Connection connection, Collection<UserId> users)
      throws SQLException {
    Map<UserId, Map<UUID, Long>> grants = new HashMap<>();
    try (var query = query(connection, GRANTS, users);
        var rows = query.executeQuery()) {
      while (rows.next()) {
        grants
            .computeIfAbsent(new UserId(rows.getString(1)), _ -> new HashMap<>())
            .put(rows.getObject(2, UUID.class), rows.getLong(3));
      }
    }
    Map<UserId, LedgerState> states = new HashMap<>();
    try (var query = query(connection, ACCOUNTS, users);
        var rows = query.executeQuery()) {
      while (rows.next()) {
        UserId user = new UserId(rows.getString(1));
        states.put(
            user,
            new LedgerState(
                rows.getLong(2),
                rows.getLong(3),
                rows.getLong(4),
                grants.getOrDefault(user, Map.of())));
      }
    }
    return states;
  }

  static Map<UserId, Long> balances(Connection connection, Collection<UserId> users, Instant now)
      throws SQLException {
    Map<UserId, Long> balances = new HashMap<>();
    try (var query = connection.prepareStatement(BALANCES)) {
      query.setObject(1, now.atOffset(ZoneOffset.UTC));
      query.setArray(2, array(connection, users));
      var rows = query.executeQuery();
      while (rows.next()) balances.put(new UserId(rows.getString(1)), rows.getLong(2));
    }
    return balances;
  }

  static Map<UserId, List<Fact>> facts(Connection connection, Collection<UserId> users)
      throws SQLException {
    Map<UserId, List<Fact>> facts = new HashMap<>();
    try (var query =
            query(
                connection,
                "select * from (" + FactRow.LIVE + ") f where user_id = any(?)",
                users);
        var rows = query.executeQuery()) {
      while (rows.next()) {
        facts
            .computeIfAbsent(new UserId(rows.getString("user_id")), _ -> new ArrayList<>())
            .add(FactRow.read(rows));
      }
    }
    return facts;
  }

  private static PreparedStatement query(
      Connection connection, String text, Collection<UserId> users) throws SQLException {
    var query = connection.prepareStatement(text);
    query.setArray(1, array(connection, users));
    return query;
  }

  static java.sql.Array array(Connection connection, Collection<UserId> users) throws SQLException {
    return connection.createArrayOf("varchar", users.stream().map(UserId::value).toArray());
  }
}
