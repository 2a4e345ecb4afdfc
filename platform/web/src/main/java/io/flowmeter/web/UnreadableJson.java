package io.flowmeter.web;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;

/**
 * Says of a body that could not be read which field breaks which rule, without repeating its
 * content.
 */
final class UnreadableJson {
  private UnreadableJson() {}

  static Violation explain(HttpMessageNotReadableException unreadable) {
    Throwable cause = unreadable.getCause();
    if (cause instanceof MismatchedInputException mismatch && !mismatch.getPath().isEmpty()) {
      return wrongType(mismatch, mismatch.getTargetType());
    }
    if (cause instanceof InputCoercionException overflow) {
      return wrongType(overflow, overflow.getTargetType());
    }
    if (cause instanceof MismatchedInputException) {
      return new Violation("json_invalid", List.of("body"), "The body must be a JSON object", null);
    }
    if (cause instanceof StreamReadException syntax) return malformed(syntax);
    if (cause instanceof DatabindException databind
        && databind.getCause() instanceof StreamReadException syntax) {
      return malformed(syntax);
    }
    return new Violation("missing", List.of("body"), "The body must be a JSON object", null);
  }

  private static Violation malformed(JacksonException syntax) {
    var where = syntax.getLocation();
    String duplicate = syntax.getOriginalMessage();
    String what =
        duplicate != null && duplicate.startsWith("Duplicate")
            ? "Invalid JSON: a member appears twice"
            : "Invalid JSON";
    String at =
        where == null
            ? ""
            : " at line %d, column %d".formatted(where.getLineNr(), where.getColumnNr());
    return new Violation("json_invalid", List.of("body"), what + at, null);
  }

  private static Violation wrongType(JacksonException mismatch, @Nullable Class<?> target) {
    var location = new ArrayList<Object>();
    location.add("body");
    for (var step : mismatch.getPath()) {
      location.add(
          step.getPropertyName() == null ? (Object) step.getIndex() : step.getPropertyName());
    }
    String field = location.stream().skip(1).map(String::valueOf).collect(Collectors.joining("."));
    String wanted = wanted(target);
    return new Violation(type(wanted), location, field + " must be " + wanted, null);
  }

  private static String wanted(@Nullable Class<?> target) {
    if (target == null) return "of another type";
    if (target == String.class) return "a string";
    if (target == boolean.class || target == Boolean.class) return "true or false";
    if (target == int.class || target == Integer.class) return "a whole number of at most 32 bits";
    if (target == long.class || target == Long.class) return "a whole number of at most 64 bits";
    if (Number.class.isAssignableFrom(target) || target.isPrimitive()) return "a number";
    if (target.isEnum()) return "one of the documented values";
    if (Iterable.class.isAssignableFrom(target) || target.isArray()) return "a list";
    if (target == java.util.UUID.class) return "a UUID";
    return "an object";
  }

  private static String type(String wanted) {
    return switch (wanted) {
      case "a string" -> "string_type";
      case "true or false" -> "bool_type";
      case "a list" -> "list_type";
      case "an object" -> "dict_type";
      case "a UUID" -> "uuid_type";
      case "one of the documented values" -> "enum";
      case "a number" -> "float_type";
      default -> "int_type";
    };
  }
}
