package io.flowmeter.accounting.input;

import io.flowmeter.web.InvalidInputException;
import io.flowmeter.web.Violation;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reading query parameters; whatever breaks a rule is refused by name and rule. */
public final class Query {
  private Query() {}

  public static int wholeNumber(
      String name, @Nullable String text, int otherwise, int min, int max) {
    if (text == null || text.isBlank()) return otherwise;
    String rule = "must be a whole number from %d to %d".formatted(min, max);
    if (!text.matches("-?\\d{1,9}")) throw refusal(name, "int_type", rule);
    int number = Integer.parseInt(text);
    if (number < min || number > max) throw refusal(name, "value_error", rule);
    return number;
  }

  /** A day of UTC, from a date or a moment; scripts also send moments without a zone. */
  public static @Nullable LocalDate day(String name, @Nullable String text) {
    if (text == null || text.isBlank()) return null;
    try {
      if (text.length() == 10) return LocalDate.parse(text);
      TemporalAccessor moment =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(text, Instant::from, LocalDateTime::from);
      return moment instanceof Instant instant
          ? instant.atZone(ZoneOffset.UTC).toLocalDate()
          : LocalDate.from(moment);
    } catch (DateTimeException e) {
      throw refusal(name, "date_parsing", "must be a date or a moment as 2026-01-31T12:00:00Z");
    }
  }

  public static @Nullable Instant moment(String name, @Nullable String text) {
    if (text == null || text.isBlank()) return null;
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw refusal(name, "datetime_parsing", "must be a moment as 2026-01-31T12:00:00Z");
    }
  }

  public static InvalidInputException refusal(String name, String type, String rule) {
    return new InvalidInputException(
        new Violation(type, List.of("query", name), name + " " + rule, null));
  }
}
