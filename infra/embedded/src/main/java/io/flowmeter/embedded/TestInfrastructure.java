package io.flowmeter.embedded;

import io.flowmeter.embedded.Infrastructure.Kafka;
import io.flowmeter.embedded.Infrastructure.Mail;
import io.flowmeter.embedded.Infrastructure.Mongo;
import io.flowmeter.embedded.Infrastructure.Postgres;
import io.flowmeter.embedded.Infrastructure.Registry;

/**
 * The infrastructure of this JVM's tests. Each part starts when first asked for, on free ports and
 * in a temporary directory, and stops with the JVM.
 */
public final class TestInfrastructure {

  /** The one place that chooses: other kinds (containers, given servers) come in here. */
  private static final Infrastructure CHOSEN = new EmbeddedInfrastructure(System.getenv());

  private TestInfrastructure() {}

  public static Kafka kafka() {
    return CHOSEN.kafka();
  }

  public static Registry registry() {
    return CHOSEN.registry();
  }

  public static Postgres postgres() {
    return CHOSEN.postgres();
  }

  public static Mongo mongo() {
    return CHOSEN.mongo();
  }

  public static Mail mail() {
    return CHOSEN.mail();
  }
}
