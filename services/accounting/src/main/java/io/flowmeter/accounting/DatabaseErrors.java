package io.flowmeter.accounting;

import io.flowmeter.web.ApiException;
import io.flowmeter.web.ErrorReplies;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLTransientConnectionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** A database that does not answer is not the client's fault, and passes. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class DatabaseErrors {
  private static final Logger log = LoggerFactory.getLogger(DatabaseErrors.class);
  private static final String RETRY_AFTER_SECONDS = "2";

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
    TransientDataAccessException.class
  })
  void unavailable(Exception failure, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    log.warn("{} refused: {}", request.getRequestURI(), failure.toString());
    replies.send(
        request,
        response,
        new ApiException(503, "The service is not available at this moment, please try again")
            .header("Retry-After", RETRY_AFTER_SECONDS));
  }
}
