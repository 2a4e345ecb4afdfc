package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.now;
import static io.flowmeter.accounting.People.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.eventing.Topic;
import io.flowmeter.identity.UserId;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OutageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final RunningService service = RunningService.get();
  private final People people = new People(service);

  @Test
  void a_healthy_service_says_so_in_the_words_of_the_deployment_document() {
    String expected =
        "{\"status\":\"ok\",\"service\":\"accounting-service\",\"version\":\"1.0.0\"}";

    assertThat(service.get("/api/health", null).body()).isEqualTo(expected);
    assertThat(service.get("/health", null).body()).isEqualTo(expected);
    assertThat(service.get("/actuator/health/readiness", null).status()).isEqualTo(200);
    assertThat(service.get("/actuator/prometheus", null).body()).contains("flowmeter_holds");
  }

  @Test
  void while_the_database_is_away_health_names_it_and_no_usage_is_lost() throws SQLException {
    UserId user = people.registeredWith(10);

    closeDatabase();
    try {
      await()
          .atMost(PATIENCE)
          .until(() -> service.get("/api/health", null).status(), status -> status == 503);
      assertThat(service.get("/api/health", null).json().path("failing").toString())
          .isEqualTo("[\"postgresql\"]");
      assertThat(people.hold(user, UUID.randomUUID()).status()).isEqualTo(503);
      assertThat(people.allocate(user, 1).status()).isEqualTo(503);
      service.publish(usage(user, UUID.randomUUID(), 2, now()));
    } finally {
      openDatabase();
    }

    await()
        .atMost(PATIENCE)
        .until(() -> service.get("/api/health", null).status(), status -> status == 200);
    people.awaitBalance(user, 8);
    assertThat(new TopicReader(service).records(Topic.USAGE.dlt(), user.value())).isEmpty();
  }

  private void closeDatabase() throws SQLException {
    administer("alter database %s with allow_connections false");
    administer("select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'");
  }

  private void openDatabase() throws SQLException {
    administer("alter database %s with allow_connections true");
  }

  private void administer(String statement) throws SQLException {
    var database = service.database();
    int slash = database.url().lastIndexOf('/');
    String server = database.url().substring(0, slash + 1) + "postgres";
    try (var connection =
            DriverManager.getConnection(server, database.user(), database.password());
        var running = connection.createStatement()) {
      running.execute(statement.formatted(database.url().substring(slash + 1)));
    }
  }
}
