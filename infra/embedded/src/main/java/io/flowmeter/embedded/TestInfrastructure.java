package io.flowmeter.embedded;

import io.flowmeter.embedded.Infrastructure.Kafka;
import io.flowmeter.embedded.Infrastructure.Mail;
import io.flowmeter.embedded.Infrastructure.Mongo;
import io.flowmeter.embedded.Infrastructure.Postgres;
import io.flowmeter.embedded.Infrastructure.Registry;
import java.util.Map;

/**
 * The infrastructure of this JVM's tests. Each part starts when first asked for, on free ports and
 * in a temporary directory, and stops with the JVM.
 */
public final class TestInfrastructure {

  /** Of the kinds, another than embedded; the profile of the same name sets it. */
  private static final String CONTAINERS = "containers";

  private static final Infrastructure CHOSEN =
      chosen(System.getProperty("flowmeter.test.infrastructure", ""));

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

  /** The one place that chooses. */
  private static Infrastructure chosen(String kind) {
    if (!kind.equals(CONTAINERS)) {
      return new EmbeddedInfrastructure(System.getenv());
    }
    // By name: it is compiled, and Testcontainers is there, only with the profile.
    String name = EmbeddedInfrastructure.class.getPackageName() + ".ContainerInfrastructure";
    try {
      return Class.forName(name)
          .asSubclass(Infrastructure.class)
          .getDeclaredConstructor(Map.class)
          .newInstance(System.getenv());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("build with -Pcontainers", e);
    }
  }
}
