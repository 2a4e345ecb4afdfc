package io.flowmeter.accounting.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.embedded.TestInfrastructure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class OutboxRowsTest {
  /** As many as the driver and the server need to keep a plan. */
  private static final int LOOKS = 20;

  private static final int BACKLOG = 50_000;
  private static final int SLOTS = 16;

  /** What was published fills 700 pages, which a bitmap of each slot reads again and again. */
  private static final int FEW_PAGES = 2_000;

  /** The kept plan takes five minutes of such a backlog, a new one some milliseconds. */
  private static final String LIMIT = "set statement_timeout = '1min'";

  private Connection connection;
  private DSLContext sql;

  @BeforeEach
  void connect() throws SQLException {
    var database = TestInfrastructure.postgres().newDatabase();
    Flyway.configure()
        .dataSource(database.url(), database.user(), database.password())
        .load()
        .migrate();
    connection = DriverManager.getConnection(database.url(), database.user(), database.password());
    sql = DSL.using(connection, SQLDialect.POSTGRES);
    sql.execute(LIMIT);
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  @Test
  void a_backlog_that_comes_after_many_looks_at_nothing_is_read_from_its_beginning() {
    sql.execute("vacuum analyze outbox");
    for (int i = 0; i < LOOKS; i++) {
      assertThat(this.<List<?>>relayed(rows -> rows.claim(Instant.now()))).isEmpty();
    }

    commitBacklog();

    relayed(
        rows -> {
          List<Short> slots = rows.claim(Instant.now());
          assertThat(slots).hasSize(SLOTS);
          return assertThat(rows.due(slots, Instant.now(), 2)).hasSize(2 * SLOTS);
        });
  }

  @Test
  void what_was_published_is_not_read_again_by_every_later_look() {
    commitBacklog();
    sql.execute("delete from outbox");
    sql.execute("analyze outbox");
    // After some backlogs a bitmap looks cheaper by a hundredth; here it is made to look so.
    sql.execute("set enable_indexscan = off");

    this.<List<?>>relayed(rows -> rows.claim(Instant.now()));

    assertThat(pagesOfALook()).isPositive().isLessThan(FEW_PAGES);
  }

  private void commitBacklog() {
    sql.execute(
        """
        insert into outbox (topic, record_key, payload, created_at)
        select 'topic', 'person' || n %% 10000, 'event', now() from generate_series(1, %d) n
        """
            .formatted(BACKLOG));
  }

  private int pagesOfALook() {
    return sql.transactionResult(
        transaction -> {
          var rows = new OutboxRows(transaction.dsl());
          assertThat(rows.claim(Instant.now())).isEmpty();
          String plan =
              transaction
                  .dsl()
                  .fetchSingle(
                      "explain (analyze, buffers, format json) "
                          + transaction.dsl().renderInlined(rows.look(Instant.now())))
                  .get(0, String.class);
          var root = JsonMapper.shared().readTree(plan).path(0).path("Plan");
          return root.path("Shared Hit Blocks").intValue()
              + root.path("Shared Read Blocks").intValue();
        });
  }

  /** In a transaction of its own, as the relay does it. */
  private <T> T relayed(Function<OutboxRows, T> work) {
    return sql.transactionResult(transaction -> work.apply(new OutboxRows(transaction.dsl())));
  }
}
