package io.flowmeter.launcher.client;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.flowmeter.launcher.terminal.Misuse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows of a file of people, in the form that {@code users import} takes. */
public final class CsvRows {
  private static final List<String> COLUMNS =
      List.of("action", "username", "email", "password", "role", "fullname", "credits");

  private CsvRows() {}

  /** One person, by the line of the file. */
  public record Row(long line, List<String> columns, List<String> fields) {

    /** Empty where the file has nothing. */
    public String text(String column) {
      int index = columns.indexOf(column);
      return index < 0 || index >= fields.size() ? "" : fields.get(index).strip();
    }

    public boolean isDeletion() {
      return text("action").equalsIgnoreCase("delete");
    }

    /** Login name, or address where there is none. */
    public String name() {
      return text("username").isEmpty() ? text("email") : text("username");
    }

    public String subject() {
      return "line %d, %s".formatted(line, name());
    }
  }

  /**
   * @throws Misuse if the file is not there, or is no CSV
   */
  public static List<Row> of(Path file) {
    List<Row> rows = new ArrayList<>();
    List<String> columns = COLUMNS;
    try (CsvReader<CsvRecord> csv =
        CsvReader.builder()
            .commentStrategy(CommentStrategy.SKIP)
            .skipEmptyLines(true)
            .allowMissingFields(true)
            .allowExtraFields(true)
            .ofCsvRecord(file)) {
      for (CsvRecord row : csv) {
        requireClosed(row, file);
        List<String> names = names(row);
        boolean header = rows.isEmpty() && (names.contains("username") || names.contains("email"));
        if (header) {
          columns = names;
          continue;
        }
        rows.add(new Row(row.getStartingLineNumber(), columns, List.copyOf(row.getFields())));
      }
    } catch (CsvParseException e) {
      throw new Misuse("%s is no CSV file: %s".formatted(file, e.getMessage()));
    } catch (IOException | UncheckedIOException e) {
      throw new Misuse("the file %s cannot be read (%s)".formatted(file, e.getMessage()));
    }
    if (rows.isEmpty()) throw new Misuse(file + " has no rows");
    return rows;
  }

  /** Nobody's name has two lines; a quote that is never closed would swallow the rest. */
  private static void requireClosed(CsvRecord row, Path file) {
    if (row.getFields().stream().anyMatch(field -> field.contains("\n"))) {
      throw new Misuse(
          "%s, line %d: a quote is never closed".formatted(file, row.getStartingLineNumber()));
    }
  }

  /** The mark that some programs put before UTF-8 is no part of the first name. */
  private static List<String> names(CsvRecord row) {
    return row.getFields().stream()
        .map(name -> name.replace("\uFEFF", "").strip().toLowerCase(Locale.ROOT))
        .toList();
  }
}
