package io.flowmeter.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/** Builds the body of a refusal: the predecessor's member, then RFC 9457's. */
public final class ErrorReplies {
  private static final Logger log = LoggerFactory.getLogger(ErrorReplies.class);
  private static final String RETRY_AFTER_SECONDS = "2";

  private final ErrorShape shape;
  private final JsonMapper json;

  ErrorReplies(ErrorShape shape, JsonMapper json) {
    this.shape = shape;
    this.json = json;
  }

  ResponseEntity<Object> reply(ApiException refusal, String path) {
    var reply = ResponseEntity.status(refusal.status()).contentType(MediaType.APPLICATION_JSON);
    refusal.headers().forEach(reply::header);
    var body = body(refusal.status(), refusal.text(), refusal.text(), path);
    body.putAll(refusal.fields());
    return reply.body(body);
  }

  ResponseEntity<Object> reply(InvalidInputException invalid, String path) {
    int status = shape.invalidInputStatus();
    Object value = shape.invalidInput(invalid.violations());
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_JSON)
        .body(body(status, value, invalid.violations().getFirst().message(), path));
  }

  /** Refuses outside Spring MVC, in a servlet filter. */
  public void send(HttpServletRequest request, HttpServletResponse response, ApiException refusal)
      throws IOException {
    var reply = reply(refusal, request.getRequestURI());
    response.setStatus(refusal.status());
    refusal.headers().forEach(response::setHeader);
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    json.writeValue(response.getOutputStream(), Objects.requireNonNull(reply.getBody()));
  }

  /** Refuses for now: a store that does not answer is not the client's fault, and passes. */
  public void unavailable(
      HttpServletRequest request, HttpServletResponse response, Exception failure)
      throws IOException {
    log.warn("{} {} refused: {}", request.getMethod(), request.getRequestURI(), failure.toString());
    send(
        request,
        response,
        new ApiException(503, "The service is not available at this moment, please try again")
            .header("Retry-After", RETRY_AFTER_SECONDS));
  }

  private Map<String, @Nullable Object> body(int status, Object value, String detail, String path) {
    var body = new LinkedHashMap<String, @Nullable Object>();
    body.put(shape.field(), value);
    body.put("type", "about:blank");
    body.put("title", title(status));
    body.put("status", status);
    // The proxy's own member is already called detail.
    body.putIfAbsent("detail", detail);
    body.put("instance", path);
    return body;
  }

  private static String title(int status) {
    HttpStatus known = HttpStatus.resolve(status);
    return known == null ? "Error" : known.getReasonPhrase();
  }
}
