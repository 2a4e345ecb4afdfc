package io.flowmeter.web;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that is refused: status, a text for its sender, and what else the body or headers say.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Map<String, @Nullable Object> fields = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  public ApiException(int status, String message) {
    // No stack trace: a refusal is an answer, not a fault.
    super(message, null, false, false);
    this.status = status;
  }

  /** Adds a member to the body. */
  public ApiException with(String field, @Nullable Object value) {
    fields.put(field, value);
    return this;
  }

  public ApiException header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  public int status() {
    return status;
  }

  /** The text for the sender. */
  public String text() {
    return String.valueOf(getMessage());
  }

  Map<String, @Nullable Object> fields() {
    return fields;
  }

  Map<String, String> headers() {
    return headers;
  }
}
