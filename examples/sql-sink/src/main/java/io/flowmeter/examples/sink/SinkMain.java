package io.flowmeter.examples.sink;

import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Copies facts from the brokers in KAFKA_BOOTSTRAP_SERVERS into the database at SINK_DB_URL
 * (SINK_DB_USER, SINK_DB_PASSWORD), until it is stopped; with {@code --once} up to where the topics
 * end now. Only one may run on a database.
 */
public final class SinkMain {
  private SinkMain() {}

  public static void main(String[] args) throws SQLException, IOException {
    Map<String, String> env = System.getenv();
    boolean once = List.of(args).contains("--once");
    try (var database =
            DriverManager.getConnection(
                env.getOrDefault("SINK_DB_URL", "jdbc:postgresql://localhost:5432/analytics"),
                env.getOrDefault("SINK_DB_USER", "postgres"),
                env.getOrDefault("SINK_DB_PASSWORD", "postgres"));
        var consumer =
            new KafkaConsumer<>(
                kafka(env.getOrDefault("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        var facts =
            deserializer(env.getOrDefault("SCHEMA_REGISTRY_URL", "http://localhost:8081"))) {
      var sink = new Sink(new Store(database), consumer, facts);
      do {
        sink.copyToEnd();
      } while (!once);
    }
  }

  static Map<String, Object> kafka(String bootstrapServers) {
    return Map.of(
        "bootstrap.servers",
        bootstrapServers,
        "enable.auto.commit",
        false,
        "max.poll.records",
        5_000);
  }

  /** Apicurio's, which reads Confluent's wire format; Confluent's own would do as well. */
  static AvroKafkaDeserializer<GenericRecord> deserializer(String registry) {
    var deserializer = new AvroKafkaDeserializer<GenericRecord>();
    deserializer.configure(
        new HashMap<>(Map.of("apicurio.registry.url", registry + "/apis/registry/v3")), false);
    return deserializer;
  }
}
