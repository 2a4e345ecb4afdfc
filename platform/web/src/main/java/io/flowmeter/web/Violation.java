package io.flowmeter.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule that the input breaks.
 *
 * @param type what kind of rule, in the words of FastAPI: {@code missing}, {@code string_type},
 *     {@code value_error}, {@code json_invalid}
 * @param location where, outermost first, such as {@code body, uploads, 0, name}
 * @param message what was wrong and what would be right, naming the field
 * @param input what was given, null where it is missing or must not be repeated
 */
public record Violation(
    String type, List<Object> location, String message, @Nullable Object input) {
  public Violation {
    location = List.copyOf(location);
  }

  /** A rule about a member of the body. */
  public static Violation ofBody(
      String type, String field, String message, @Nullable Object input) {
    return new Violation(type, List.of("body", field), message, input);
  }
}
