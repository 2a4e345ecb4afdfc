package io.flowmeter.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers for errors that happen before or after Spring MVC, which the container reports to /error.
 */
@RestController
final class FallbackErrors implements ErrorController {
  private final ErrorReplies replies;

  FallbackErrors(ErrorReplies replies) {
    this.replies = replies;
  }

  @RequestMapping("${spring.web.error.path:/error}")
  ResponseEntity<Object> error(HttpServletRequest request) {
    Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    // Called directly, and not by the container, it is a route like any other that does not exist.
    int status = code instanceof Integer given ? given : 404;
    Object path =
        Objects.requireNonNullElse(
            request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI), request.getRequestURI());
    String text = status >= 500 ? "Internal server error" : "Invalid request";
    return replies.reply(new ApiException(status, text), path.toString());
  }
}
