package io.flowmeter.launcher;

import io.flowmeter.launcher.terminal.Misuse;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Passes on the lines of a log from a time on. */
final class SinceFilter implements Consumer<String> {

  private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "s",
          ChronoUnit.SECONDS,
          "m",
          ChronoUnit.MINUTES,
          "h",
          ChronoUnit.HOURS,
          "d",
          ChronoUnit.DAYS);

  /** How services, Kafka and PostgreSQL write it, as text or JSON. */
  private static final Pattern TIME =
      Pattern.compile(
          "^\\D{0,40}(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?)(Z| UTC|[+-]\\d\\d:\\d\\d)");

  private final Instant since;
  private final Consumer<String> reader;
  private boolean reached;

  SinceFilter(Instant since, Consumer<String> reader) {
    this.since = since;
    this.reader = reader;
  }

  /**
   * @param given a time (ISO 8601), or how long ago it was
   */
  static Instant time(String given, Instant now) {
    Matcher ago = AGO.matcher(given);
    if (ago.matches()) {
      return now.minus(
          Duration.of(
              Long.parseLong(ago.group(1)), Objects.requireNonNull(UNITS.get(ago.group(2)))));
    }
    try {
      return OffsetDateTime.parse(given).toInstant();
    } catch (DateTimeParseException neither) {
      throw new Misuse(
          "--since is a time such as 2026-01-31T08:00:00Z, or how long ago: 90s, 10m, 2h, 3d; not '%s'"
              .formatted(given));
    }
  }

  /** A line that tells no time is of that of the one before. */
  @Override
  public void accept(String line) {
    Matcher time = TIME.matcher(line);
    if (!reached && time.find()) {
      String zone = time.group(3).equals(" UTC") ? "Z" : time.group(3);
      reached =
          !OffsetDateTime.parse(time.group(1) + "T" + time.group(2) + zone)
              .toInstant()
              .isBefore(since);
    }
    if (reached) {
      reader.accept(line);
    }
  }
}
