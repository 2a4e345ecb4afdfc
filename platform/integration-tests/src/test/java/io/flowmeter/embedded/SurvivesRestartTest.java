package io.flowmeter.embedded;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.flowmeter.provisioning.Environment;
import io.flowmeter.provisioning.Provisioner;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurvivesRestartTest {

  @TempDir Path directory;

  @Test
  void kafka_keeps_its_records() throws Exception {
    int port = Ports.free();
    int controllerPort = Ports.free();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, port, controllerPort)) {
      Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
      try (Admin admin = Admin.create(client);
          KafkaProducer<String, String> producer =
              new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
        admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
        producer.send(new ProducerRecord<>("kept", "key", "value")).get();
      }
    }

    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, port, controllerPort)) {
      assertThat(firstValue(kafka)).isEqualTo("value");
    }
  }

  @Test
  void a_second_broker_in_the_same_directory_is_refused() {
    try (EmbeddedKafka first = EmbeddedKafka.start(directory, Ports.free(), Ports.free())) {
      assertThat(first.bootstrapServers()).isNotEmpty();
      assertThatThrownBy(() -> EmbeddedKafka.start(directory, Ports.free(), Ports.free()))
          .hasRootCauseMessage("another broker runs in " + directory);
    }
  }

  @Test
  void the_registry_keeps_its_schemas() {
    Path home = Path.of(System.getProperty("flowmeter.registry.home"));
    int port = Ports.free();
    Provisioner provisioner =
        new Provisioner(
            Environment.singleBroker(
                TestInfrastructure.kafka().bootstrapServers(), "http://127.0.0.1:" + port),
            changes::add);
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(home, directory, port)) {
      assertThat(registry.url()).endsWith(":" + port);
      provisioner.provision();
      assertThat(changes).isNotEmpty();
    }
    changes.clear();

    try (EmbeddedRegistry registry = EmbeddedRegistry.start(home, directory, port)) {
      assertThat(registry.url()).endsWith(":" + port);
      provisioner.provision();
      assertThat(changes).isEmpty();
    }
  }

  private final List<String> changes = new ArrayList<>();

  @Test
  void postgres_keeps_its_rows_and_asks_for_the_password() throws Exception {
    EmbeddedPostgres.Server server =
        new EmbeddedPostgres.Server(
            PostgresBinaries.in(
                Path.of(System.getProperty("flowmeter.registry.home")).resolveSibling("postgres")),
            directory,
            Ports.free(),
            EmbeddedPostgres.Durability.DURABLE);
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(server, "secret", "accounting_db");
        Connection connection = connect(postgres, "secret");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE kept AS SELECT 'value' AS what");
      assertThatThrownBy(() -> connect(postgres, "wrong")).hasMessageContaining("password");
    }

    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(server, "secret", "accounting_db");
        Connection connection = connect(postgres, "secret");
        Statement statement = connection.createStatement()) {
      assertThat(single(statement, "SELECT what FROM kept")).isEqualTo("value");
      assertThat(single(statement, "SHOW fsync")).isEqualTo("on");
      assertThat(single(statement, "SHOW synchronous_commit")).isEqualTo("on");
    }
  }

  @Test
  void the_document_store_keeps_its_documents() {
    int port = Ports.free();
    try (EmbeddedMongo mongo = EmbeddedMongo.start(directory, port);
        MongoClient client = MongoClients.create("mongodb://127.0.0.1:" + mongo.port())) {
      client.getDatabase("auth_db").getCollection("users").insertOne(new Document("_id", 1));
    }

    try (EmbeddedMongo mongo = EmbeddedMongo.start(directory, port);
        MongoClient client = MongoClients.create("mongodb://127.0.0.1:" + mongo.port())) {
      assertThat(client.getDatabase("auth_db").getCollection("users").find(eq("_id", 1)).first())
          .isNotNull();
    }
  }

  private static String firstValue(EmbeddedKafka kafka) {
    Map<String, Object> client =
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition("kept", 0)));
      return consumer.poll(Duration.ofSeconds(10)).iterator().next().value();
    }
  }

  private static Connection connect(EmbeddedPostgres postgres, String password) throws Exception {
    return DriverManager.getConnection(
        postgres.jdbcUrl("accounting_db"), EmbeddedPostgres.USER, password);
  }

  private static String single(Statement statement, String sql) throws Exception {
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
