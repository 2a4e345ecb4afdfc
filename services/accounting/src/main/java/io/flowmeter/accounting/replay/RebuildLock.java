package io.flowmeter.accounting.replay;

import io.flowmeter.web.ApiException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Whoever runs a rebuild holds this lock of the database's, which is free again when its process is
 * gone.
 */
@Component
class RebuildLock {
  private static final Logger log = LoggerFactory.getLogger(RebuildLock.class);
  private static final long KEY = 0x6c65_6467_6572L;

  private final DataSource database;

  RebuildLock(DataSource database) {
    this.database = database;
  }

  /**
   * @throws ApiException 409 if somebody else has it
   */
  Held take() {
    try {
      Connection connection = database.getConnection();
      if (tryLock(connection)) return new Held(connection);
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("the database cannot be locked", e);
    }
    throw new ApiException(409, "A rebuild is running");
  }

  boolean isFree() {
    try (Connection connection = database.getConnection()) {
      if (!tryLock(connection)) return false;
      unlock(connection);
      return true;
    } catch (SQLException e) {
      throw new IllegalStateException("the database cannot be asked for its lock", e);
    }
  }

  private static boolean tryLock(Connection connection) throws SQLException {
    try (var query = connection.createStatement();
        var row = query.executeQuery("select pg_try_advisory_lock(" + KEY + ")")) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static void unlock(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("select pg_advisory_unlock(" + KEY + ")");
    }
  }

  /** To be closed by whoever ends the rebuild. */
  static final class Held implements AutoCloseable {
    private final Connection connection;

    private Held(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void close() {
      try (connection) {
        unlock(connection);
      } catch (SQLException e) {
        log.warn("the rebuild's lock is released with its connection: {}", e.toString());
      }
    }
  }
}
