package io.flowmeter.eventing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.flowmeter.embedded.TestInfrastructure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Records as anybody finds them, and what is written about their headers. */
final class Letters {
  private Letters() {}

  static ConsumerRecord<String, byte[]> deadLetter(UUID eventId) {
    var settings =
        Map.<String, Object>of(
            "bootstrap.servers", TestInfrastructure.kafka().bootstrapServers(),
            "group.id", UUID.randomUUID().toString(),
            "auto.offset.reset", "earliest");
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(Topic.AUTH_USERS.dlt()));
      var found = new ArrayList<ConsumerRecord<String, byte[]>>();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                for (var letter : consumer.poll(Duration.ofMillis(200))) {
                  if (eventId.toString().equals(headers(letter).get("ce_id"))) found.add(letter);
                }
                return !found.isEmpty();
              });
      return found.getFirst();
    }
  }

  static JsonNode documented(String trait) {
    Path document = Path.of(System.getProperty("flowmeter.docs.home"), "asyncapi.json");
    return JsonMapper.shared()
        .readTree(document)
        .at("/components/messageTraits/%s/headers".formatted(trait));
  }

  static Map<String, String> headers(ConsumerRecord<?, ?> record) {
    var headers = new HashMap<String, String>();
    for (Header header : record.headers())
      headers.put(header.key(), new String(header.value(), UTF_8));
    return headers;
  }
}
