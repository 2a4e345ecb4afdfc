package io.flowmeter.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Turns every exception of a request into a body of the service's {@link ErrorShape}; never its
 * text.
 */
@RestControllerAdvice
final class ErrorAdvice extends ResponseEntityExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ErrorAdvice.class);

  private final ErrorReplies replies;

  ErrorAdvice(ErrorReplies replies) {
    this.replies = replies;
  }

  @ExceptionHandler(ApiException.class)
  ResponseEntity<Object> refused(ApiException refusal, HttpServletRequest request) {
    return replies.reply(refusal, request.getRequestURI());
  }

  @ExceptionHandler(InvalidInputException.class)
  ResponseEntity<Object> invalid(InvalidInputException invalid, HttpServletRequest request) {
    return replies.reply(invalid, request.getRequestURI());
  }

  /** Tomcat finds it where a parameter is first asked for. */
  @ExceptionHandler(InvalidParameterException.class)
  ResponseEntity<Object> undecodable(InvalidParameterException unread, HttpServletRequest request) {
    String rule = "A parameter cannot be read: it must be percent-encoded UTF-8";
    return replies.reply(new ApiException(unread.getErrorCode(), rule), request.getRequestURI());
  }

  @ExceptionHandler(Exception.class)
  ResponseEntity<Object> failed(Exception failure, HttpServletRequest request) {
    log.error("{} {} failed", request.getMethod(), request.getRequestURI(), failure);
    return replies.reply(new ApiException(500, "Internal server error"), request.getRequestURI());
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException unreadable,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    for (Throwable cause = unreadable; cause != null; cause = cause.getCause()) {
      if (cause instanceof BodyTooLargeException tooLarge) {
        return replies.reply(tooLarge.refusal(), path(request));
      }
    }
    return replies.reply(
        new InvalidInputException(UnreadableJson.explain(unreadable)), path(request));
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleTypeMismatch(
      TypeMismatchException mismatch,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    // Paths take every text, so what does not fit is a parameter.
    String name = String.valueOf(mismatch.getPropertyName());
    Class<?> type = mismatch.getRequiredType();
    return replies.reply(
        new InvalidInputException(
            new Violation(
                "value_error",
                List.of("query", name),
                name + " must be " + wanted(type),
                mismatch.getValue())),
        path(request));
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception failure,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    var refusal = new ApiException(status.value(), text(failure, status, request));
    headers.forEach((name, values) -> values.forEach(value -> refusal.header(name, value)));
    if (status.is5xxServerError()) log.error("{} failed", path(request), failure);
    return replies.reply(refusal, path(request));
  }

  private static String text(Exception failure, HttpStatusCode status, WebRequest request) {
    if (failure instanceof HttpRequestMethodNotSupportedException method) {
      return "Method %s is not supported here; use %s"
          .formatted(method.getMethod(), method.getSupportedHttpMethods());
    }
    if (failure instanceof HttpMediaTypeNotSupportedException) {
      return "Content-Type must be application/json";
    }
    return switch (status.value()) {
      case 404 -> "Not found: there is no route " + path(request);
      case 406 -> "Only application/json is offered here";
      case 413 -> "The body is too large";
      default -> status.is5xxServerError() ? "Internal server error" : "Invalid request";
    };
  }

  private static String wanted(@Nullable Class<?> type) {
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "a whole number";
    }
    if (type == boolean.class || type == Boolean.class) return "true or false";
    return "of another form";
  }

  private static String path(WebRequest request) {
    return ((ServletWebRequest) request).getRequest().getRequestURI();
  }
}
