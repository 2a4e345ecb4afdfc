package io.flowmeter.auth;

import com.mongodb.MongoException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import io.flowmeter.web.ErrorReplies;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
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

  @ExceptionHandler({MongoTimeoutException.class, MongoSocketException.class})
  void unavailable(MongoException failure, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    replies.unavailable(request, response, failure);
  }
}
