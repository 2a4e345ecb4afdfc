package io.flowmeter.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.flowmeter.eventing.TopicRecordName;
import io.flowmeter.events.UserDeleted;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What any language's Confluent Avro deserializer relies on, read here by hand. */
class WireFormatTest {

  private static final String TOPIC = "auth.users.v1";

  static {
    // As every program must that makes generated events.
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.DEFAULT,
            type -> type.getPackageName().equals(UserDeleted.class.getPackageName())));
  }

  @Test
  void a_record_is_magic_byte_schema_id_and_avro_binary_and_the_id_is_in_the_confluent_api()
      throws Exception {
    UserDeleted fact =
        UserDeleted.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(Instant.parse("2026-02-09T10:00:00.123456Z"))
            .setUserId("65c5f0a1b2c3d4e5f6a7b8c9")
            .setDeletedBy("65c5f0a1b2c3d4e5f6a7b8c0")
            .setTokensValidFrom(Instant.parse("2026-02-09T10:00:00.123456Z"))
            .build();
    ByteBuffer bytes = ByteBuffer.wrap(recordAt(publish(fact)).value());

    assertThat(bytes.get()).isZero();
    Schema schema = schemaWithId(bytes.getInt());
    assertThat(schema.getFullName()).isEqualTo("io.flowmeter.events.UserDeleted");
    GenericRecord decoded =
        new GenericDatumReader<GenericRecord>(schema)
            .read(
                null,
                DecoderFactory.get()
                    .binaryDecoder(bytes.array(), bytes.position(), bytes.remaining(), null));
    assertThat(decoded.get("userId")).hasToString(fact.getUserId());
    assertThat(decoded.get("eventId")).hasToString(fact.getEventId().toString());
    assertThat(decoded.get("occurredAt")).isEqualTo(1_770_631_200_123_456L);
  }

  /** The serializer neither registers nor takes the latest: it finds what was provisioned. */
  private static RecordMetadata publish(UserDeleted fact) throws Exception {
    Map<String, Object> producer =
        Map.of(
            "bootstrap.servers",
            TestInfrastructure.kafka().bootstrapServers(),
            "apicurio.registry.url",
            TestInfrastructure.registry().url() + "/apis/registry/v3",
            "apicurio.registry.auto-register",
            false,
            "apicurio.registry.find-latest",
            false,
            "apicurio.registry.dereference-schema",
            true,
            "apicurio.registry.artifact-resolver-strategy",
            TopicRecordName.class.getName());
    try (AvroKafkaSerializer<Object> avro = new AvroKafkaSerializer<>()) {
      avro.configure(producer, false);
      try (KafkaProducer<String, Object> kafka =
          new KafkaProducer<>(producer, new StringSerializer(), avro)) {
        return kafka.send(new ProducerRecord<>(TOPIC, fact.getUserId(), fact)).get();
      }
    }
  }

  private static ConsumerRecord<String, byte[]> recordAt(RecordMetadata place) {
    Map<String, Object> consumer =
        Map.of("bootstrap.servers", TestInfrastructure.kafka().bootstrapServers());
    try (KafkaConsumer<String, byte[]> kafka =
        new KafkaConsumer<>(consumer, new StringDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(TOPIC, place.partition());
      kafka.assign(List.of(partition));
      kafka.seek(partition, place.offset());
      return kafka.poll(Duration.ofSeconds(10)).iterator().next();
    }
  }

  private static Schema schemaWithId(int id) throws Exception {
    URI uri =
        URI.create(TestInfrastructure.registry().url() + "/apis/ccompat/v7/schemas/ids/" + id);
    try (HttpClient http = HttpClient.newHttpClient()) {
      String body = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
      return new Schema.Parser()
          .parse(JsonMapper.shared().readTree(body).path("schema").asString());
    }
  }
}
