package io.flowmeter.accounting.sql;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Values as PostgreSQL reads them from text, in an array or for COPY; jOOQ writes the same with
 * several objects a value.
 */
final class ValueText {
  private static final int BYTES_EACH = 24;

  private ValueText() {}

  static <T> String array(List<T> items, Function<T, ? extends @Nullable Object> value) {
    StringBuilder text = new StringBuilder(items.size() * BYTES_EACH + 2).append('{');
    for (T item : items) {
      if (text.length() > 1) text.append(',');
      switch (value.apply(item)) {
        case null -> text.append("NULL");
        case String words -> appendQuoted(text, words);
        case byte[] bytes -> appendHex(text.append("\"\\"), bytes).append('"');
        case Object other -> append(text, other);
      }
    }
    return text.append('}').toString();
  }

  /** A line for each item, with a value of each column. */
  static <T> String copy(List<T> items, List<Function<T, ? extends @Nullable Object>> columns) {
    StringBuilder text = new StringBuilder(items.size() * columns.size() * BYTES_EACH);
    for (T item : items) {
      for (int i = 0; i < columns.size(); i++) {
        if (i > 0) text.append('\t');
        switch (columns.get(i).apply(item)) {
          case null -> text.append("\\N");
          case String words -> appendEscaped(text, words);
          case byte[] bytes -> appendHex(text.append('\\'), bytes);
          case Object other -> append(text, other);
        }
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Object value) {
    switch (value) {
      case Number number -> text.append(number);
      case Boolean truth -> text.append(truth);
      case UUID id -> text.append(id);
      case Instant moment -> text.append(moment);
      case LocalDate day -> text.append(day);
      default -> throw new IllegalArgumentException("a column of " + value.getClass());
    }
  }

  private static StringBuilder appendHex(StringBuilder text, byte[] bytes) {
    return text.append("\\x").append(HexFormat.of().formatHex(bytes));
  }

  private static void appendQuoted(StringBuilder text, String words) {
    text.append('"');
    for (int i = 0; i < words.length(); i++) {
      char c = words.charAt(i);
      if (c == '"' || c == '\\') text.append('\\');
      text.append(c);
    }
    text.append('"');
  }

  private static void appendEscaped(StringBuilder text, String words) {
    for (int i = 0; i < words.length(); i++) {
      char c = words.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '\t' -> text.append("\\t");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        default -> text.append(c);
      }
    }
  }
}
