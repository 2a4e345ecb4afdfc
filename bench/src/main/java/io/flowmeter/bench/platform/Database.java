package io.flowmeter.bench.platform;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The ledger's PostgreSQL server, with a schema {@code bench} beside the ledger for baselines. */
public final class Database {
  public static final String NAME = "accounting_db";
  public static final String USER = "postgres";

  private final int port;
  private final String password;

  Database(int port, String password) {
    this.port = port;
    this.password = password;
  }

  public int port() {
    return port;
  }

  public String password() {
    return password;
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, NAME), USER, password);
  }

  public void execute(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public long number(String query) {
    return Long.parseLong(text(query));
  }

  public String text(String query) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      if (!rows.next()) throw new IllegalStateException("no row: " + query);
      return rows.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
