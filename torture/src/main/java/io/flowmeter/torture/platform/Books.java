package io.flowmeter.torture.platform;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The accounting's database, looked at from outside. */
public record Books(String url, String user, String password) {

  /** A usage that was booked. */
  public record Usage(String sessionId, String eventId, String userId, long credits) {}

  public List<Usage> usages() {
    return rows("select session_id, event_id::text, user_id, credits::text from usage_records", 4)
        .stream()
        .map(row -> new Usage(row.get(0), row.get(1), row.get(2), Long.parseLong(row.get(3))))
        .toList();
  }

  /** Credits that were given, by the reason that names them. */
  public record Grant(String reason, String userId, long credits) {}

  public List<Grant> grants() {
    return rows("select notes, user_id, total_credits::text from credit_allocations", 3).stream()
        .map(row -> new Grant(row.get(0), row.get(1), Long.parseLong(row.get(2))))
        .toList();
  }

  /** What is projected for somebody. */
  public record Account(String userId, long spent, long debt) {}

  public List<Account> accounts() {
    return rows("select user_id, spent_credits::text, debt_credits::text from user_accounts", 3)
        .stream()
        .map(row -> new Account(row.get(0), Long.parseLong(row.get(1)), Long.parseLong(row.get(2))))
        .toList();
  }

  public long openHolds() {
    return number("select count(*)::text from streaming_sessions where status = 'active'");
  }

  public long unpublished() {
    return number("select count(*)::text from outbox");
  }

  private long number(String query) {
    return Long.parseLong(rows(query, 1).getFirst().getFirst());
  }

  private List<List<String>> rows(String query, int columns) {
    try (var connection = DriverManager.getConnection(url, user, password);
        var statement = connection.createStatement();
        var result = statement.executeQuery(query)) {
      List<List<String>> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) row.add(result.getString(i));
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }
}
