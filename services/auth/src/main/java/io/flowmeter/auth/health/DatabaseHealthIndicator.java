package io.flowmeter.auth.health;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** Readiness: without Kafka people can still log in, and what happens is published later. */
@Component("database")
class DatabaseHealthIndicator extends AbstractHealthIndicator {
  private final DatabaseCheck database;

  DatabaseHealthIndicator(DatabaseCheck database) {
    super("the database does not answer");
    this.database = database;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    database.check();
    builder.up();
  }
}
