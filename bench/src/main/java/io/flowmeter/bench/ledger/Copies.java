package io.flowmeter.bench.ledger;

import io.flowmeter.bench.platform.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * The rows of a booking, written again by COPY, PostgreSQL's fastest way in: into copies of their
 * tables with all indexes and constraints, in one transaction.
 */
final class Copies implements AutoCloseable {
  private static final String SCHEMA = "bench_copy";

  private final Database database;
  private final Path directory;

  /** A table, and which of its rows a batch of events has added. */
  private record Rows(String table, String condition) {}

  private static final List<Rows> ROWS =
      List.of(
          new Rows("inbox", "topic = 'proxy.usage.v1' and received_at > '%s'"),
          new Rows("usage_records", "recorded_at > '%s'"),
          new Rows("ledger_entries", "kind = 'usage' and booked_at > '%s'"));

  Copies(Database database) throws IOException {
    this.database = database;
    this.directory = Files.createTempDirectory("bench-copy");
    database.execute("drop schema if exists bench_copy cascade", "create schema bench_copy");
    for (Rows rows : ROWS) {
      database.execute(
          "create table %s.%s (like public.%s including all)"
              .formatted(SCHEMA, rows.table(), rows.table()));
    }
  }

  /** Keeps what was added since, for {@link #seconds}. Returns how many rows that are. */
  long export(String since) throws SQLException, IOException {
    long count = 0;
    try (Connection connection = database.connect()) {
      CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
      for (Rows rows : ROWS) {
        String query =
            "copy (select %s from public.%s where %s) to stdout"
                .formatted(columns(rows.table()), rows.table(), rows.condition().formatted(since));
        try (OutputStream out = Files.newOutputStream(file(rows))) {
          count += copy.copyOut(query, out);
        }
      }
    }
    return count;
  }

  double seconds() throws SQLException, IOException {
    for (Rows rows : ROWS) database.execute("truncate %s.%s".formatted(SCHEMA, rows.table()));
    long begun = System.nanoTime();
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
      for (Rows rows : ROWS) {
        try (InputStream in = Files.newInputStream(file(rows))) {
          copy.copyIn(
              "copy %s.%s (%s) from stdin".formatted(SCHEMA, rows.table(), columns(rows.table())),
              in);
        }
      }
      connection.commit();
    }
    return (System.nanoTime() - begun) / 1e9;
  }

  private String columns(String table) {
    return database.text(
        """
        select string_agg(column_name, ',' order by ordinal_position) from information_schema.columns
        where table_schema = 'public' and table_name = '%s' and is_generated = 'NEVER'"""
            .formatted(table));
  }

  private Path file(Rows rows) {
    return directory.resolve(rows.table());
  }

  @Override
  public void close() throws IOException {
    for (Rows rows : ROWS) Files.deleteIfExists(file(rows));
    Files.deleteIfExists(directory);
    database.execute("drop schema if exists bench_copy cascade");
  }
}
