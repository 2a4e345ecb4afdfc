package io.flowmeter.eventing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.embedded.TestInfrastructure;
import io.flowmeter.events.UserDeleted;
import io.flowmeter.web.ErrorShape;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = {
      "spring.application.name=test",
      "flowmeter.kafka.retry-pause=20ms",
      "flowmeter.kafka.retry-pause-max=50ms",
      // Of the outbox beside it on the class path, which is not meant here.
      "spring.autoconfigure.exclude=org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration"
    })
class KafkaPlatformTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final Instant NOW = Instant.parse("2026-05-01T10:00:00.123456Z");

  private final EventIds ids = new EventIds();

  @Autowired private EventPublisher publisher;
  @Autowired private MeterRegistry metrics;
  @Autowired private DefaultKafkaProducerFactory<String, byte[]> rawProducers;
  @Autowired private Listener listener;

  @DynamicPropertySource
  static void infrastructure(DynamicPropertyRegistry registry) {
    registry.add("flowmeter.kafka.bootstrap-servers", TestInfrastructure.kafka()::bootstrapServers);
    registry.add("flowmeter.kafka.registry-url", TestInfrastructure.registry()::url);
  }

  @Test
  void a_published_fact_arrives_with_its_envelope_as_cloud_event_headers() {
    var fact = deleted(ids.next(), "anna");
    publisher.publishAll(
        List.of(new OutgoingEvent(fact, "00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01")));

    var record = listener.awaitFact(fact.getEventId());

    assertThat(record.key()).isEqualTo("anna");
    assertThat(((Received.Event) record.value()).event()).isEqualTo(fact);
    assertThat(Letters.headers(record))
        .containsEntry("ce_specversion", "1.0")
        .containsEntry("ce_id", fact.getEventId().toString())
        .containsEntry("ce_type", "io.flowmeter.events.UserDeleted")
        .containsEntry("ce_source", "/flowmeter/test")
        .containsEntry("ce_time", NOW.toString())
        .containsEntry("ce_subject", "anna")
        .containsKey("traceparent");
    assertThat(Letters.headers(record).keySet())
        .as("the headers that docs/asyncapi.json names")
        .containsExactlyInAnyOrderElementsOf(
            Letters.documented("fact").path("properties").propertyNames());
  }

  @Test
  void a_value_is_in_confluents_wire_format() {
    var fact = deleted(ids.next(), "anna");
    publisher.publishAll(List.of(OutgoingEvent.of(fact)));

    byte[] raw = listener.awaitFact(fact.getEventId()).value().raw();

    assertThat(raw[0]).isZero();
    assertThat(raw).hasSizeGreaterThan(5);
  }

  @Test
  void bytes_that_are_no_event_reach_the_listener_as_unreadable_and_stop_nothing() {
    send("bert", "no avro".getBytes(UTF_8));
    send("bert", new byte[] {0, 0x7F, 0, 0, 1, 2, 3});
    var after = deleted(ids.next(), "bert");
    publisher.publishAll(List.of(OutgoingEvent.of(after)));

    listener.awaitFact(after.getEventId());
    await().atMost(SOON).until(() -> listener.unreadable.size() >= 2);
  }

  @Test
  void a_record_that_cannot_be_applied_is_set_aside_unchanged_with_the_reason_and_blocks_nobody() {
    var impossible = deleted(ids.next(), Listener.IMPOSSIBLE);
    var after = deleted(ids.next(), "carl");
    publisher.publishAll(List.of(OutgoingEvent.of(impossible), OutgoingEvent.of(after)));

    listener.awaitFact(after.getEventId());
    var letter = Letters.deadLetter(impossible.getEventId());

    assertThat(letter.key()).isEqualTo(Listener.IMPOSSIBLE);
    assertThat(Letters.headers(letter))
        .containsEntry("dlt_group", "test")
        .containsEntry("dlt_topic", Topic.USERS)
        .containsKeys("dlt_partition", "dlt_offset");
    assertThat(Letters.headers(letter).get("dlt_reason")).contains("never possible");
    assertThat(Letters.headers(letter).keySet())
        .as("the headers that docs/asyncapi.json requires")
        .containsExactlyInAnyOrderElementsOf(
            Letters.documented("deadLetter")
                .path("required")
                .valueStream()
                .map(JsonNode::asString)
                .toList());
    // More only where the broker delivers once more what was not committed yet.
    assertThat(listener.triesOf(impossible.getEventId())).isBetween(3, 6);
  }

  @Test
  void dead_letters_are_counted_where_they_lie() {
    var impossible = deleted(ids.next(), Listener.IMPOSSIBLE);
    publisher.publishAll(List.of(OutgoingEvent.of(impossible)));
    var _ = Letters.deadLetter(impossible.getEventId());

    await().atMost(SOON).until(() -> kept(Topic.USERS) >= 1);
    assertThat(kept(Topic.ALERTS_NAME)).isZero();
  }

  private double kept(String topic) {
    return metrics.get("flowmeter.dead.letters.kept").tag("topic", topic).gauge().value();
  }

  @Test
  void broken_infrastructure_is_waited_for_however_often_it_fails() {
    var fact = deleted(ids.next(), Listener.DATABASE_AWAY);
    publisher.publishAll(List.of(OutgoingEvent.of(fact)));

    listener.awaitFact(fact.getEventId());

    assertThat(listener.triesOf(fact.getEventId())).isEqualTo(Listener.AWAY_FOR + 1);
  }

  private static UserDeleted deleted(UUID eventId, String userId) {
    return new UserDeleted(eventId, NOW, userId, "admin", NOW);
  }

  private void send(String key, byte[] value) {
    new KafkaTemplate<>(rawProducers).send(new ProducerRecord<>(Topic.USERS, key, value)).join();
  }

  @SpringBootConfiguration
  @EnableAutoConfiguration
  @Import({KafkaPlatform.class, Listener.class})
  static class App {
    @Bean
    ErrorShape shape() {
      return () -> "error";
    }

    @Bean
    io.micrometer.core.instrument.MeterRegistry metrics() {
      return new io.micrometer.core.instrument.simple.SimpleMeterRegistry();
    }
  }

  static class Listener {
    static final String IMPOSSIBLE = "impossible";
    static final String DATABASE_AWAY = "database-away";
    static final int AWAY_FOR = 7;

    final List<ConsumerRecord<String, Received>> facts = new CopyOnWriteArrayList<>();
    final List<Received.Unreadable> unreadable = new CopyOnWriteArrayList<>();
    final Map<UUID, AtomicInteger> tries = new java.util.concurrent.ConcurrentHashMap<>();

    @KafkaListener(topics = Topic.USERS, containerFactory = "batches")
    void on(List<ConsumerRecord<String, Received>> batch) {
      for (var record : batch) {
        switch (record.value()) {
          case Received.Unreadable broken -> unreadable.add(broken);
          case Received.Event(UserDeleted event, byte[] _) -> apply(record, event);
          case Received.Event _ -> {}
        }
      }
    }

    private void apply(ConsumerRecord<String, Received> record, UserDeleted fact) {
      int tried =
          tries.computeIfAbsent(fact.getEventId(), _ -> new AtomicInteger()).incrementAndGet();
      if (fact.getUserId().equals(IMPOSSIBLE)) {
        throw new BatchListenerFailedException(
            "x", new IllegalStateException("never possible"), record);
      }
      if (fact.getUserId().equals(DATABASE_AWAY) && tried <= AWAY_FOR) {
        throw new TransientDataAccessResourceException("away");
      }
      facts.add(record);
    }

    int triesOf(UUID eventId) {
      return tries.getOrDefault(eventId, new AtomicInteger()).get();
    }

    ConsumerRecord<String, Received> awaitFact(UUID eventId) {
      return await()
          .atMost(SOON)
          .until(
              () ->
                  facts.stream()
                      .filter(
                          record ->
                              ((UserDeleted) ((Received.Event) record.value()).event())
                                  .getEventId()
                                  .equals(eventId))
                      .findAny(),
              java.util.Optional::isPresent)
          .orElseThrow();
    }
  }
}
