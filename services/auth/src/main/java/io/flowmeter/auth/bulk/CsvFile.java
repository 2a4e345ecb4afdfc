package io.flowmeter.auth.bulk;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.flowmeter.auth.account.EmailAddress;
import io.flowmeter.auth.account.Username;
import io.flowmeter.auth.password.Password;
import io.flowmeter.identity.Role;
import io.flowmeter.web.ApiException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code action,username,email,password,role,fullName,credits} by RFC 4180, with {@code #}
 * comments. A header line may name the columns in another order, or fewer.
 */
final class CsvFile {
  private static final List<String> COLUMNS =
      List.of("action", "username", "email", "password", "role", "fullname", "credits");
  private static final int MAX_FULL_NAME_CHARS = 100;

  private final BulkSettings limits;

  CsvFile(BulkSettings limits) {
    this.limits = limits;
  }

  /**
   * @throws ApiException 400 if it is no CSV or has too many lines; a bad row is a bad row only
   */
  List<Line> read(String text) {
    if (isQuoteOpen(text)) throw new ApiException(400, "Not a CSV file: a quote is never closed");
    var lines = new ArrayList<Line>();
    Map<String, Integer> columns = new HashMap<>();
    try (var csv = reader(text)) {
      for (CsvRecord row : csv) {
        if (columns.isEmpty()) {
          boolean header = isHeader(row);
          columns = columns(header ? row.getFields() : COLUMNS);
          if (header) continue;
        }
        if (lines.size() == limits.maxRows()) {
          throw new ApiException(400, "At most %d rows are allowed".formatted(limits.maxRows()));
        }
        lines.add(line(new Row(row, columns)));
      }
    } catch (CsvParseException | java.io.IOException e) {
      throw new ApiException(400, "Not a CSV file: " + e.getMessage());
    }
    if (lines.isEmpty()) throw new ApiException(400, "The file has no rows");
    return lines;
  }

  /** The library would take the rest of the file as one field. */
  private static boolean isQuoteOpen(String text) {
    return text.lines()
                .filter(line -> !line.startsWith("#"))
                .flatMapToInt(String::chars)
                .filter(character -> character == '"')
                .count()
            % 2
        != 0;
  }

  private static CsvReader<CsvRecord> reader(String text) {
    String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return CsvReader.builder()
        .commentStrategy(CommentStrategy.SKIP)
        .skipEmptyLines(true)
        .allowMissingFields(true)
        .allowExtraFields(true)
        .ofCsvRecord(withoutMark);
  }

  private static boolean isHeader(CsvRecord row) {
    return row.getFields().stream().map(CsvFile::plain).anyMatch("username"::equals);
  }

  private static Map<String, Integer> columns(List<String> names) {
    Map<String, Integer> columns = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = plain(names.get(i));
      if (!COLUMNS.contains(name)) {
        throw new ApiException(400, "Column %d is none of %s".formatted(i + 1, COLUMNS));
      }
      columns.put(name, i);
    }
    return columns;
  }

  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  private Line line(Row row) {
    return new Line(row.number(), row.field("username"), row.field("email"), wish(row));
  }

  private Wish wish(Row row) {
    if (row.hasMoreFields()) return new Wish.Nonsense("the row has more fields than columns");
    return switch (plain(row.field("action"))) {
      case "delete" -> removal(row);
      case "", "create", "update" -> account(row);
      default -> new Wish.Nonsense("action must be create, update or delete");
    };
  }

  private static Wish removal(Row row) {
    String username = row.field("username");
    String email = row.field("email");
    return username.isEmpty() && email.isEmpty()
        ? new Wish.Nonsense("username or email is required")
        : new Wish.Removal(username, email);
  }

  private Wish account(Row row) {
    String password = row.raw("password");
    return brokenRule(row, password)
        .<Wish>map(Wish.Nonsense::new)
        .orElseGet(
            () ->
                new Wish.Account(
                    new Username(row.field("username")),
                    new EmailAddress(row.field("email")),
                    password.isEmpty() ? null : new Password(password),
                    Role.parse(row.field("role")).orElse(null),
                    emptyToNull(row.field("fullname")),
                    credits(row.field("credits")).orElseThrow()));
  }

  private Optional<String> brokenRule(Row row, String password) {
    String role = row.field("role");
    return Stream.of(
            Username.brokenRule(row.field("username")),
            EmailAddress.brokenRule(row.field("email")),
            password.isEmpty() ? Optional.<String>empty() : Password.brokenRule(password),
            rule(
                role.isEmpty() || Role.parse(role).isPresent(),
                "role must be supervisor or enduser"),
            rule(
                row.field("fullname").length() <= MAX_FULL_NAME_CHARS,
                "fullName must be at most %d characters".formatted(MAX_FULL_NAME_CHARS)),
            rule(
                credits(row.field("credits")).isPresent(),
                "credits must be a whole number from 0 to " + limits.maxCredits()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> rule(boolean kept, String otherwise) {
    return kept ? Optional.empty() : Optional.of(otherwise);
  }

  private Optional<Long> credits(String text) {
    if (text.isEmpty()) return Optional.of(0L);
    try {
      long credits = Long.parseLong(text);
      return credits < 0 || credits > limits.maxCredits() ? Optional.empty() : Optional.of(credits);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static @Nullable String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private record Row(CsvRecord csv, Map<String, Integer> columns) {
    long number() {
      return csv.getStartingLineNumber();
    }

    boolean hasMoreFields() {
      return csv.getFieldCount() > columns.size();
    }

    String field(String column) {
      return raw(column).strip();
    }

    String raw(String column) {
      Integer index = columns.get(column);
      return index == null || index >= csv.getFieldCount() ? "" : csv.getField(index);
    }
  }
}
