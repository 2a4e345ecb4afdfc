package io.flowmeter.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prints the records that a topic has now, as anybody's consumer would read them: nothing but
 * Kafka's client, Avro, and schemas fetched by id from the registry's Confluent-compatible API.
 */
final class Events {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int WIRE_HEADER_BYTES = 5;

  private final String bootstrapServers;
  private final String registry;
  private final Terminal terminal;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final Map<Integer, Schema> schemas = new HashMap<>();

  Events(String bootstrapServers, String registry, Terminal terminal) {
    this.bootstrapServers = bootstrapServers;
    this.registry = registry;
    this.terminal = terminal;
  }

  /** Returns once everything up to the topic's present end is printed, one line a record. */
  int print(String topic) throws IOException, InterruptedException {
    try (var consumer =
        new KafkaConsumer<>(settings(), new StringDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          consumer.listTopics(LIMIT).getOrDefault(topic, List.of()).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      if (partitions.isEmpty()) {
        terminal.say(
            "There is no topic '%s'; there are %s"
                .formatted(topic, consumer.listTopics(LIMIT).keySet().stream().sorted().toList()));
        return Main.FAILED;
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions, LIMIT);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey(), LIMIT) < end.getValue())) {
        for (var record : consumer.poll(POLL)) terminal.say(line(record));
      }
      return Main.OK;
    }
  }

  private Map<String, Object> settings() {
    return Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", false);
  }

  private String line(ConsumerRecord<String, byte[]> record)
      throws IOException, InterruptedException {
    byte[] value = record.value();
    String where = "%s-%d@%d ".formatted(record.topic(), record.partition(), record.offset());
    if (value == null) return where + "(no value) key=" + record.key();
    if (value.length < WIRE_HEADER_BYTES || value[0] != 0) {
      return where
          + "(not in Confluent's wire format) "
          + new String(value, StandardCharsets.UTF_8);
    }
    Schema schema = schema(ByteBuffer.wrap(value, 1, 4).getInt());
    var reader = new GenericDatumReader<>(schema, schema, new GenericData());
    Object data =
        reader.read(
            null,
            DecoderFactory.get()
                .binaryDecoder(value, WIRE_HEADER_BYTES, value.length - WIRE_HEADER_BYTES, null));
    return where + schema.getName() + " " + data;
  }

  private Schema schema(int id) throws IOException, InterruptedException {
    Schema known = schemas.get(id);
    if (known != null) return known;
    var request =
        HttpRequest.newBuilder(URI.create(registry + "/apis/ccompat/v7/schemas/ids/" + id))
            .timeout(LIMIT)
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("the registry has no schema %d: %s".formatted(id, answer.body()));
    }
    String text = JsonMapper.shared().readTree(answer.body()).path("schema").asString();
    Schema fetched = new Schema.Parser().parse(text);
    schemas.put(id, fetched);
    return Objects.requireNonNull(fetched);
  }
}
