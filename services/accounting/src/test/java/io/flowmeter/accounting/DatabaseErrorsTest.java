package io.flowmeter.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLTransientConnectionException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.method.annotation.ExceptionHandlerMethodResolver;

class DatabaseErrorsTest {
  static Stream<Exception> losses() {
    return Stream.of(
        new CannotCreateTransactionException("no connection"),
        // Found by torture: PostgreSQL was killed in the middle of an allocation.
        new TransactionSystemException("JDBC rollback failed"),
        new DataAccessResourceFailureException("connection lost"),
        new TransientDataAccessResourceException("not now"),
        new IllegalStateException(new SQLTransientConnectionException("pool is empty")));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void a_database_that_is_lost_at_whatever_point_is_told_as_unavailable(Exception loss) {
    var advice = new ExceptionHandlerMethodResolver(DatabaseErrors.class);

    assertThat(advice.resolveMethodByThrowable(loss)).extracting("name").isEqualTo("unavailable");
  }
}
