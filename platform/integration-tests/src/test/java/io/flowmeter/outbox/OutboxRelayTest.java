package io.flowmeter.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.flowmeter.embedded.TestInfrastructure;
import io.flowmeter.eventing.Envelope;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.eventing.KafkaPlatform;
import io.flowmeter.eventing.OutgoingEvent;
import io.flowmeter.eventing.Received;
import io.flowmeter.eventing.Topic;
import io.flowmeter.events.UserDeleted;
import io.flowmeter.web.ErrorShape;
import io.flowmeter.web.WebPlatform;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = {
      "spring.application.name=outbox-test",
      "flowmeter.outbox.collections=people",
      "flowmeter.outbox.poll=100ms",
      "flowmeter.outbox.grace=300ms",
      "flowmeter.outbox.batch-wait=200ms"
    })
class OutboxRelayTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final EventIds ids = new EventIds();

  @Autowired private MongoDatabaseFactory mongo;
  @Autowired private MongoOutbox outbox;
  @Autowired private Listener listener;
  @Autowired private Reads reads;

  @DynamicPropertySource
  static void infrastructure(DynamicPropertyRegistry registry) {
    registry.add("flowmeter.kafka.bootstrap-servers", TestInfrastructure.kafka()::bootstrapServers);
    registry.add("flowmeter.kafka.registry-url", TestInfrastructure.registry()::url);
    registry.add("spring.mongodb.uri", () -> TestInfrastructure.mongo().uri("outbox"));
  }

  private MongoCollection<Document> people() {
    return mongo.getMongoDatabase().getCollection("people");
  }

  /** Writes a document whose change has these events, in one write. */
  private void write(String userId, List<UserDeleted> events) {
    var pending = events.stream().map(OutgoingEvent::of).map(MongoOutbox::pending).toList();
    people().insertOne(new Document("_id", userId).append(MongoOutbox.FIELD, pending));
  }

  private UserDeleted event(String userId) {
    return new UserDeleted(
        ids.next(), Instant.parse("2026-05-01T10:00:00Z"), userId, "admin", Instant.EPOCH);
  }

  private List<?> pendingOf(String userId) {
    var document = people().find(new Document("_id", userId)).first();
    return document == null ? List.of() : document.getList(MongoOutbox.FIELD, Document.class);
  }

  @Test
  void a_signalled_event_is_published_and_then_pulled_out() {
    var event = event("signalled");
    write("signalled", List.of(event));
    outbox.committed("people", "signalled");

    await().atMost(SOON).until(() -> listener.idsOf("signalled").contains(event.getEventId()));
    await().atMost(SOON).until(() -> pendingOf("signalled").isEmpty());
  }

  @Test
  void an_event_that_nobody_signalled_is_found_by_the_poll() {
    var event = event("unsignalled");
    write("unsignalled", List.of(event));

    await().atMost(SOON).until(() -> listener.idsOf("unsignalled").contains(event.getEventId()));
    await().atMost(SOON).until(() -> pendingOf("unsignalled").isEmpty());
  }

  @Test
  void the_events_of_a_document_are_published_in_their_order() {
    var events = IntStream.range(0, 200).mapToObj(_ -> event("ordered")).toList();
    write("ordered", events);
    outbox.committed("people", "ordered");

    await().atMost(SOON).until(() -> listener.idsOf("ordered").size() >= 200);
    assertThat(listener.idsOf("ordered").stream().distinct())
        .containsExactlyElementsOf(events.stream().map(UserDeleted::getEventId).toList());
  }

  @Test
  void a_document_written_again_while_it_is_published_keeps_its_new_event() {
    var published = new ArrayList<UUID>();
    write("busy", List.of());
    for (int i = 0; i < 50; i++) {
      var event = event("busy");
      published.add(event.getEventId());
      people()
          .updateOne(
              new Document("_id", "busy"),
              new Document(
                  "$push",
                  new Document(MongoOutbox.FIELD, MongoOutbox.pending(OutgoingEvent.of(event)))));
      outbox.committed("people", "busy");
    }

    await().atMost(SOON).until(() -> listener.idsOf("busy").containsAll(published));
    await().atMost(SOON).until(() -> pendingOf("busy").isEmpty());
  }

  @Test
  void bytes_that_are_no_event_stay_where_they_are_and_hold_up_nobody() {
    people()
        .insertOne(
            new Document("_id", "damaged")
                .append(
                    MongoOutbox.FIELD,
                    List.of(
                        new Document("id", "x")
                            .append("at", Date.from(Instant.EPOCH))
                            .append("payload", new Binary(new byte[] {1, 2, 3})))));
    var event = event("beside-damaged");
    write("beside-damaged", List.of(event));

    await().atMost(SOON).until(() -> listener.idsOf("beside-damaged").contains(event.getEventId()));
    assertThat(pendingOf("damaged")).hasSize(1);
    people().deleteOne(new Document("_id", "damaged"));
  }

  @Test
  void events_that_come_during_its_pause_are_published_together() {
    int before = reads.ofSignalled.get();
    List<String> crowd = IntStream.range(0, 30).mapToObj(n -> "crowd-" + n).toList();

    for (String userId : crowd) {
      write(userId, List.of(event(userId)));
      outbox.committed("people", userId);
    }

    await().atMost(SOON).until(() -> crowd.stream().allMatch(id -> pendingOf(id).isEmpty()));
    assertThat(reads.ofSignalled.get() - before).isBetween(1, crowd.size() / 2);
  }

  @SpringBootApplication
  @Import({WebPlatform.class, KafkaPlatform.class, MongoOutboxPlatform.class, Listener.class})
  static class App {
    @Bean
    ErrorShape shape() {
      return () -> "error";
    }

    @Bean
    Reads reads() {
      return new Reads();
    }

    @Bean
    MongoClientSettingsBuilderCustomizer countedReads(Reads reads) {
      return settings -> settings.addCommandListener(reads);
    }

    @Bean
    MeterRegistry metrics() {
      return new SimpleMeterRegistry();
    }
  }

  /** Counts how often documents were fetched of which the relay was told. */
  static class Reads implements CommandListener {
    private final AtomicInteger ofSignalled = new AtomicInteger();

    @Override
    public void commandStarted(CommandStartedEvent event) {
      if (!event.getCommandName().equals("find")) return;
      var id = event.getCommand().getDocument("filter").get("_id");
      // The test itself asks for single documents.
      if (id != null && id.isDocument()) ofSignalled.incrementAndGet();
    }
  }

  static class Listener {
    private final List<Envelope> facts = new CopyOnWriteArrayList<>();

    @KafkaListener(topics = Topic.USERS, containerFactory = "batches")
    void on(List<ConsumerRecord<String, Received>> batch) {
      for (var record : batch) {
        if (record.value() instanceof Received.Event received)
          facts.add(Envelope.of(received.event()));
      }
    }

    List<UUID> idsOf(String userId) {
      return facts.stream()
          .filter(fact -> fact.userId().equals(userId))
          .map(Envelope::eventId)
          .toList();
    }
  }
}
