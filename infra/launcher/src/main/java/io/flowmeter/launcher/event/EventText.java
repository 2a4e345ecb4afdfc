package io.flowmeter.launcher.event;

import io.flowmeter.launcher.client.Refusal;
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
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A record in words, as anybody's consumer would read it: nothing but Avro, and schemas fetched by
 * id from the registry's Confluent-compatible API.
 */
final class EventText {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int WIRE_HEADER_BYTES = 5;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final String registry;
  private final boolean json;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final Map<Integer, Schema> schemas = new HashMap<>();

  EventText(String registry, boolean json) {
    this.registry = registry;
    this.json = json;
  }

  /** One line. */
  String of(ConsumerRecord<String, byte[]> record) throws InterruptedException {
    byte[] value = record.value();
    if (value == null) return line(record, "", "(no value) key=" + record.key());
    if (value.length < WIRE_HEADER_BYTES || value[0] != 0) {
      return line(
          record,
          "",
          "(not in Confluent's wire format) " + new String(value, StandardCharsets.UTF_8));
    }
    Schema schema = schema(ByteBuffer.wrap(value, 1, 4).getInt());
    var reader = new GenericDatumReader<>(schema, schema, new GenericData());
    try {
      Object data =
          reader.read(
              null,
              DecoderFactory.get()
                  .binaryDecoder(value, WIRE_HEADER_BYTES, value.length - WIRE_HEADER_BYTES, null));
      return line(record, schema.getName(), String.valueOf(data));
    } catch (IOException | RuntimeException damaged) {
      return line(record, schema.getName(), "(cannot be read: %s)".formatted(damaged.getMessage()));
    }
  }

  private String line(ConsumerRecord<String, byte[]> record, String schema, String value) {
    if (!json) {
      return "%s-%d@%d %s"
          .formatted(
              record.topic(),
              record.partition(),
              record.offset(),
              schema.isEmpty() ? value : schema + " " + value);
    }
    ObjectNode object =
        JSON.createObjectNode()
            .put("topic", record.topic())
            .put("partition", record.partition())
            .put("offset", record.offset())
            .put("key", record.key())
            .put("schema", schema);
    if (value.startsWith("{")) {
      object.set("value", JSON.readTree(value));
    } else {
      object.put("value", value);
    }
    return object.toString();
  }

  private Schema schema(int id) throws InterruptedException {
    Schema known = schemas.get(id);
    if (known != null) return known;
    var request =
        HttpRequest.newBuilder(URI.create(registry + "/apis/ccompat/v7/schemas/ids/" + id))
            .timeout(LIMIT)
            .build();
    HttpResponse<String> answer;
    try {
      answer = http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new Refusal(0, "the schema registry does not answer at " + registry);
    }
    if (answer.statusCode() != 200) {
      throw new Refusal(
          answer.statusCode(), "the registry has no schema %d: %s".formatted(id, answer.body()));
    }
    String text = JSON.readTree(answer.body()).path("schema").asString();
    Schema fetched = new Schema.Parser().parse(text);
    schemas.put(id, fetched);
    return Objects.requireNonNull(fetched);
  }
}
