package io.flowmeter.accounting.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.embedded.TestInfrastructure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

class OutboxRowsTest {
  /** As many as the driver and the server need to keep a plan. */
  private static final int LOOKS = 20;

  private static final int BACKLOG = 50_000;
  private static final int SLOTS = 16;

  /** The kept plan takes five minutes of such a backlog, a new one some milliseconds. */
  private static final String LIMIT = "set statement_timeout = '1min'";

  @Test
  void a_backlog_that_comes_after_many_looks_at_nothing_is_read_from_its_beginning()
      throws SQLException {
    var database = TestInfrastructure.postgres().newDatabase();
    Flyway.configure()
        .dataSource(database.url(), database.user(), database.password())
        .load()
        .migrate();
    try (Connection connection =
        DriverManager.getConnection(database.url(), database.user(), database.password())) {
      var sql = DSL.using(connection, SQLDialect.POSTGRES);
      var rows = new OutboxRows(sql);
      sql.execute(LIMIT);
      sql.execute("vacuum analyze outbox");
      for (int i = 0; i < LOOKS; i++) {
        assertThat(rows.claim(Instant.now())).isEmpty();
        assertThat(rows.due(List.of((short) 0), Instant.now(), 1)).isEmpty();
      }

      sql.execute(
          """
          insert into outbox (topic, record_key, payload, created_at)
          select 'topic', 'person' || n %% 10000, 'event', now() from generate_series(1, %d) n
          """
              .formatted(BACKLOG));

      List<Short> slots = rows.claim(Instant.now());
      assertThat(slots).hasSize(SLOTS);
      assertThat(rows.due(slots, Instant.now(), 2)).hasSize(2 * SLOTS);
    }
  }
}
