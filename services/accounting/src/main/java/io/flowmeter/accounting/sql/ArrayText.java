package io.flowmeter.accounting.sql;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Values as the text of a PostgreSQL array; jOOQ writes the same with several objects a value. */
final class ArrayText {
  private static final int BYTES_EACH = 24;

  private ArrayText() {}

  static <T> String of(List<T> items, Function<T, ? extends @Nullable Object> value) {
    StringBuilder text = new StringBuilder(items.size() * BYTES_EACH + 2).append('{');
    for (T item : items) {
      if (text.length() > 1) text.append(',');
      append(text, value.apply(item));
    }
    return text.append('}').toString();
  }

  private static void append(StringBuilder text, @Nullable Object value) {
    switch (value) {
      case null -> text.append("NULL");
      case String words -> appendQuoted(text, words);
      case byte[] bytes ->
          text.append("\"\\\\x").append(HexFormat.of().formatHex(bytes)).append('"');
      case Number number -> text.append(number);
      case Boolean truth -> text.append(truth);
      case UUID id -> text.append(id);
      case Instant moment -> text.append(moment);
      case LocalDate day -> text.append(day);
      default -> throw new IllegalArgumentException("a column of " + value.getClass());
    }
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
}
