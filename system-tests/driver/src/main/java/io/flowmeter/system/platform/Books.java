package io.flowmeter.system.platform;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The accounting's database, looked at from outside. */
public record Books(String url, String user, String password) {

  public long sumOfAllEntries() {
    return number("select coalesce(sum(amount), 0) from ledger_entries");
  }

  public long unbalancedBookings() {
    return number(
        "select count(*) from (select booking_id from ledger_entries"
            + " group by booking_id having sum(amount) <> 0) unbalanced");
  }

  public long usageRecords(String userId) {
    return number("select count(*) from usage_records where user_id = ?", userId);
  }

  public long usageBookings(String userId) {
    return number(
        "select count(distinct booking_id) from ledger_entries where kind = 'usage' and user_id = ?",
        userId);
  }

  public long spent(String userId) {
    return number(
        "select coalesce(sum(abs(amount)), 0) from ledger_entries"
            + " where account = 'spent' and user_id = ?",
        userId);
  }

  public long openHolds(String userId) {
    return number(
        "select count(*) from streaming_sessions where status = 'active' and user_id = ?", userId);
  }

  public long entries(String userId) {
    return number("select count(*) from ledger_entries where user_id = ?", userId);
  }

  public long entries() {
    return number("select count(*) from ledger_entries");
  }

  private long number(String query, String... parameters) {
    try (Connection connection = DriverManager.getConnection(url, user, password);
        PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }
}
