package io.flowmeter.embedded;

import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.mongodb.MongoDBContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * Kafka, PostgreSQL and MongoDB in containers, of the images that infra/docker-compose.yml runs.
 * The registry and the mail catcher stay embedded. Needs a Docker engine.
 */
final class ContainerInfrastructure extends EmbeddedInfrastructure {

  private static final String KAFKA = "apache/kafka:4.2.1";
  private static final String POSTGRES = "postgres:18.6";
  private static final String MONGO = "mongo:8.0.17";

  ContainerInfrastructure(Map<String, String> env) {
    super(env);
  }

  @Override
  String startBroker() {
    return started(
            new KafkaContainer(KAFKA)
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1"))
        .getBootstrapServers();
  }

  @Override
  Database startDatabaseServer() {
    PostgreSQLContainer server = started(new PostgreSQLContainer(POSTGRES));
    String url =
        "jdbc:postgresql://%s:%d/%s"
            .formatted(
                server.getHost(),
                server.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                server.getDatabaseName());
    return new Database(url, server.getUsername(), server.getPassword());
  }

  @Override
  String startDocumentStore() {
    return started(new MongoDBContainer(MONGO)).getConnectionString();
  }

  private <C extends GenericContainer<C>> C started(C container) {
    closeAtExit(container);
    container.start();
    return container;
  }
}
