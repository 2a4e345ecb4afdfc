package io.flowmeter.proxy.status;

import com.mongodb.MongoException;
import io.flowmeter.web.ErrorReplies;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** A store that is away is no fault of the request: it may be repeated. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class StoreErrors {
  private final ErrorReplies replies;

  StoreErrors(ErrorReplies replies) {
    this.replies = replies;
  }

  @ExceptionHandler(MongoException.class)
  void away(MongoException failure, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    replies.unavailable(request, response, failure);
  }
}
