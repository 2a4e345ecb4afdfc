package io.flowmeter.examples.usage;

import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Prints each completion that Flowmeter has metered so far, and what each person spent. With {@code
 * --follow} it goes on with those that come.
 */
public final class UsageReader {
  private static final String TOPIC = "proxy.usage.v1";
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Set<String> known = new HashSet<>();
  private final Map<String, Long> spent = new TreeMap<>();

  private UsageReader() {}

  public static void main(String[] args) {
    var reader = new UsageReader();
    boolean follow = List.of(args).contains("--follow");
    try (var consumer = new KafkaConsumer<>(settings(), new StringDeserializer(), deserializer())) {
      reader.read(consumer, follow);
    }
    reader.spent.forEach((user, credits) -> System.out.println(user + " spent " + credits));
  }

  private static Map<String, Object> settings() {
    return Map.of(
        "bootstrap.servers",
        System.getenv().getOrDefault("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092"),
        "enable.auto.commit",
        false);
  }

  /**
   * Apicurio's, which reads Confluent's wire format. Confluent's own KafkaAvroDeserializer does as
   * well: {@code schema.registry.url} is then the registry with /apis/ccompat/v7.
   */
  private static Deserializer<GenericRecord> deserializer() {
    String registry = System.getenv().getOrDefault("SCHEMA_REGISTRY_URL", "http://localhost:8081");
    var deserializer = new AvroKafkaDeserializer<GenericRecord>();
    deserializer.configure(
        new HashMap<>(Map.of("apicurio.registry.url", registry + "/apis/registry/v3")), false);
    return deserializer;
  }

  private void read(KafkaConsumer<String, GenericRecord> consumer, boolean follow) {
    var partitions =
        consumer.partitionsFor(TOPIC).stream()
            .map(info -> new TopicPartition(TOPIC, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    var ends = consumer.endOffsets(partitions);
    while (follow
        || ends.entrySet().stream()
            .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      try {
        consumer.poll(POLL).forEach(this::print);
      } catch (RecordDeserializationException e) {
        System.err.println("offset %d cannot be read: %s".formatted(e.offset(), e.getCause()));
        consumer.seek(e.topicPartition(), e.offset() + 1);
      }
    }
  }

  private void print(ConsumerRecord<String, GenericRecord> record) {
    GenericRecord usage = record.value();
    // Delivery is at least once: the same event may come again.
    if (!known.add(usage.get("eventId").toString())) return;
    String user = usage.get("userId").toString();
    long credits = (Long) usage.get("credits");
    spent.merge(user, credits, Long::sum);
    System.out.println(
        "%s %s %s %s %d"
            .formatted(
                instant((Long) usage.get("occurredAt")),
                user,
                usage.get("chatflowId"),
                usage.get("outcome"),
                credits));
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).truncatedTo(ChronoUnit.MILLIS);
  }
}
