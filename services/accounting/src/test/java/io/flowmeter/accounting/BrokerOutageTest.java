package io.flowmeter.accounting;

import static io.flowmeter.accounting.db.Tables.OUTBOX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.embedded.EmbeddedKafka;
import io.flowmeter.embedded.Ports;
import io.flowmeter.embedded.TestInfrastructure;
import io.flowmeter.identity.UserId;
import io.flowmeter.provisioning.Environment;
import io.flowmeter.provisioning.Provisioner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** On a broker of its own, which the other tests do not miss. */
@Execution(ExecutionMode.CONCURRENT) // it mostly waits, and shares nothing with the others
class BrokerOutageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final int port = Ports.free();
  private final int controllerPort = Ports.free();

  @Test
  void a_running_instance_that_loses_the_broker_works_on_says_so_and_tells_everything_later(
      @TempDir Path directory) {
    // It has put the schemas into the registry, which two cannot do at once.
    var _ = TestInfrastructure.kafka();
    EmbeddedKafka broker = EmbeddedKafka.start(directory, port, controllerPort);
    new Provisioner(
            Environment.singleBroker(
                broker.bootstrapServers(), TestInfrastructure.registry().url()),
            line -> {})
        .provision();
    try (RunningService service =
        RunningService.apart(
            Map.of(
                "flowmeter.kafka.bootstrap-servers",
                broker.bootstrapServers(),
                "flowmeter.kafka.publish-limit",
                "3s"))) {
      People people = new People(service);
      UserId user = people.registeredWith(10);
      await().atMost(PATIENCE).until(() -> waiting(service) == 0);

      broker.close();
      await().atMost(PATIENCE).until(() -> healthStatus(service) == 503);

      assertThat(service.get("/api/health", null).json().path("failing").toString())
          .isEqualTo("[\"kafka\"]");
      assertThat(people.allocate(user, 5).status()).isEqualTo(201);
      assertThat(people.hold(user, UUID.randomUUID()).status()).isEqualTo(201);
      assertThat(people.balance(user)).isEqualTo(15);
      assertThat(waiting(service)).as("events that wait for the broker").isPositive();

      broker = EmbeddedKafka.start(directory, port, controllerPort);
      await().atMost(PATIENCE).until(() -> healthStatus(service) == 200);
      await().atMost(PATIENCE).until(() -> waiting(service) == 0);
      service.publish(People.usage(user, UUID.randomUUID(), 4, People.now()));
      people.awaitBalance(user, 11);
    } finally {
      broker.close();
    }
  }

  private static int healthStatus(RunningService service) {
    return service.get("/api/health", null).status();
  }

  private static int waiting(RunningService service) {
    return service.sql().fetchCount(OUTBOX);
  }
}
