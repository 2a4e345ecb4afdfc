package io.flowmeter.accounting;

import io.flowmeter.web.ErrorReplies;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLTransientConnectionException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** A database that does not answer is not the client's fault, and passes. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class DatabaseErrors {
  private final ErrorReplies replies;

  DatabaseErrors(ErrorReplies replies) {
    this.replies = replies;
  }

  @ExceptionHandler({
    CannotCreateTransactionException.class,
    NonTransientDataAccessResourceException.class,
    RecoverableDataAccessException.class,
    // As a cause, where jOOQ got no connection.
    SQLTransientConnectionException.class,
    // The connection was lost within a transaction, or its end was.
    TransactionSystemException.class,
    TransientDataAccessException.class
  })
  void unavailable(Exception failure, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    replies.unavailable(request, response, failure);
  }
}
