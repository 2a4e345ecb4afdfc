package io.flowmeter.launcher.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowmeter.launcher.client.CsvRows.Row;
import io.flowmeter.launcher.terminal.Misuse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvRowsTest {
  @TempDir private Path directory;

  @Test
  void without_a_header_the_columns_are_those_of_an_import() throws IOException {
    List<Row> rows = rows("create,anna,a@x.org,pw,student,\"Li, Anna\",500\n");

    assertThat(rows).hasSize(1);
    Row row = rows.getFirst();
    assertThat(row.name()).isEqualTo("anna");
    assertThat(row.text("fullname")).isEqualTo("Li, Anna");
    assertThat(row.text("credits")).isEqualTo("500");
  }

  @Test
  void a_header_names_the_columns_in_its_order_whatever_mark_is_before_it() throws IOException {
    List<Row> rows = rows("\uFEFFCredits,Email\n# class 7a\n\n500, a@x.org \n");

    assertThat(rows).hasSize(1);
    Row row = rows.getFirst();
    assertThat(row.name()).isEqualTo("a@x.org");
    assertThat(row.text("credits")).isEqualTo("500");
    assertThat(row.text("username")).isEmpty();
    assertThat(row.subject()).isEqualTo("line 4, a@x.org");
  }

  @Test
  void a_quote_that_is_never_closed_is_refused() {
    assertThatThrownBy(() -> rows("username,credits\n\"anna,5\nben,5\n"))
        .isInstanceOf(Misuse.class)
        .hasMessageContaining("line 2: a quote is never closed");
  }

  @Test
  void a_file_that_is_not_there_or_empty_is_refused() {
    assertThatThrownBy(() -> CsvRows.of(directory.resolve("none.csv")))
        .isInstanceOf(Misuse.class)
        .hasMessageContaining("none.csv cannot be read");
    assertThatThrownBy(() -> rows("username,credits\n"))
        .isInstanceOf(Misuse.class)
        .hasMessageContaining("has no rows");
  }

  private List<Row> rows(String text) throws IOException {
    return CsvRows.of(Files.writeString(directory.resolve("school.csv"), text));
  }
}
