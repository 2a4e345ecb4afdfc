package io.flowmeter.accounting.sql;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.stereotype.Component;

/** Transactions of their own that may take long, and may read more rows than fit into memory. */
@Component
public class LongTransactions {
  private final DataSource database;

  LongTransactions(DataSource database) {
    this.database = database;
  }

  @FunctionalInterface
  public interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  public <T> T run(Work<T> work) {
    return run(Connection.TRANSACTION_READ_COMMITTED, work);
  }

  /** All that it reads is of one moment. */
  public <T> T atOneMoment(Work<T> work) {
    return run(Connection.TRANSACTION_REPEATABLE_READ, work);
  }

  private <T> T run(int isolation, Work<T> work) {
    try (Connection connection = database.getConnection()) {
      connection.setNetworkTimeout(Runnable::run, 0);
      connection.setTransactionIsolation(isolation);
      connection.setAutoCommit(false);
      try {
        T result = work.with(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the database: " + e.getMessage(), e);
    }
  }
}
