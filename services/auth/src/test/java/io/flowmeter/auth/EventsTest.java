package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.flowmeter.auth.People.Person;
import io.flowmeter.embedded.TestInfrastructure;
import io.flowmeter.events.RoleChanged;
import io.flowmeter.events.UserDeleted;
import io.flowmeter.events.UserRegistered;
import io.flowmeter.events.UserUpdated;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

class EventsTest {
  private static final AuthServer AUTH = AuthServer.shared();
  private static final People PEOPLE = new People(AUTH);

  @Test
  void a_persons_facts_arrive_in_their_order_each_once() {
    Person person = PEOPLE.verified();
    String root = PEOPLE.rootToken();
    PEOPLE.changeRole(root, person.id(), "supervisor");
    PEOPLE.changeRole(root, person.id(), "Supervisor");
    AUTH.delete("/api/admin/users/" + person.id(), AuthServer.bearer(root));

    List<ConsumerRecord<String, SpecificRecord>> facts = factsOf(person.id(), 4);

    assertThat(facts)
        .extracting(fact -> fact.value().getClass().getSimpleName())
        .containsExactly("UserRegistered", "UserUpdated", "RoleChanged", "UserDeleted");
    var registered = (UserRegistered) facts.get(0).value();
    assertThat(registered.getUsername()).isEqualTo(person.username());
    assertThat(registered.getEmail()).isEqualTo(person.email());
    assertThat(registered.getEmailVerified()).isFalse();
    assertThat(registered.getRole()).isEqualTo("enduser");
    var updated = (UserUpdated) facts.get(1).value();
    assertThat(updated.getEmailVerified()).isTrue();
    var changed = (RoleChanged) facts.get(2).value();
    assertThat(changed.getOldRole()).isEqualTo("enduser");
    assertThat(changed.getNewRole()).isEqualTo("supervisor");
    assertThat(changed.getTokensValidFrom()).isAfter(changed.getOccurredAt());
    assertThat(((UserDeleted) facts.get(3).value()).getDeletedBy())
        .isEqualTo(changed.getChangedBy());
    assertThat(facts)
        .extracting(
            fact -> new String(header(fact, "ce_type"), java.nio.charset.StandardCharsets.UTF_8))
        .allMatch(type -> type.startsWith("io.flowmeter."));
    assertThat(header(facts.getFirst(), "traceparent")).isNotEmpty();
  }

  @Test
  void the_outbox_is_empty_once_the_fact_is_published() {
    Person person = PEOPLE.verified();
    factsOf(person.id(), 2);
    await()
        .atMost(People.PATIENCE)
        .untilAsserted(
            () -> {
              var account =
                  AUTH.database()
                      .getCollection("users")
                      .find(new org.bson.Document("username", person.username()))
                      .first();
              assertThat(account).isNotNull();
              assertThat(account.getList("outbox", Object.class)).isEmpty();
              assertThat(account.getList("mails", Object.class)).isEmpty();
            });
  }

  private static byte[] header(ConsumerRecord<?, ?> fact, String name) {
    var header = fact.headers().lastHeader(name);
    return header == null ? new byte[0] : header.value();
  }

  private static List<ConsumerRecord<String, SpecificRecord>> factsOf(String userId, int atLeast) {
    return factsOf("auth.users.v1", userId, atLeast);
  }

  static List<ConsumerRecord<String, SpecificRecord>> factsOf(
      String topic, String userId, int atLeast) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            TestInfrastructure.kafka().bootstrapServers(),
            "auto.offset.reset",
            "earliest",
            "apicurio.registry.url",
            TestInfrastructure.registry().url() + "/apis/registry/v3",
            "apicurio.registry.use-specific-avro-reader",
            true);
    try (var values = new AvroKafkaDeserializer<SpecificRecord>()) {
      values.configure(settings, false);
      try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), values)) {
        consumer.assign(
            consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList());
        var found = new ArrayList<ConsumerRecord<String, SpecificRecord>>();
        await()
            .atMost(People.PATIENCE)
            .until(
                () -> {
                  for (var fact : consumer.poll(Duration.ofMillis(200))) {
                    if (fact.key().equals(userId)) found.add(fact);
                  }
                  return found.size() >= atLeast;
                });
        return found;
      }
    }
  }
}
