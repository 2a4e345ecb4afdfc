package io.flowmeter.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.embedded.Infrastructure.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;

class TestInfrastructureTest {

  @Test
  void every_new_database_is_empty_and_nobody_elses() throws Exception {
    Database first = TestInfrastructure.postgres().newDatabase();
    Database second = TestInfrastructure.postgres().newDatabase();

    execute(first, "CREATE TABLE mine (id int)");

    execute(second, "CREATE TABLE mine (id int)");
    assertThat(first.url()).isNotEqualTo(second.url());
  }

  private static void execute(Database database, String sql) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
