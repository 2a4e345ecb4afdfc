package io.flowmeter.accounting.health;

import io.flowmeter.web.HealthCheck;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.stereotype.Component;

@Component
class PostgresCheck implements HealthCheck {
  private static final int LIMIT_SECONDS = 2;

  private final DataSource database;

  PostgresCheck(DataSource database) {
    this.database = database;
  }

  @Override
  public String name() {
    return "postgresql";
  }

  @Override
  public void check() throws SQLException {
    try (var connection = database.getConnection()) {
      if (!connection.isValid(LIMIT_SECONDS)) throw new SQLException("connection is not valid");
    }
  }
}
