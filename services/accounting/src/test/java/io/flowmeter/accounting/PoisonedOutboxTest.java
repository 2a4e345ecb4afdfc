package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.now;
import static io.flowmeter.accounting.db.Tables.OUTBOX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.eventing.Topic;
import io.flowmeter.events.CreditsAllocated;
import io.flowmeter.identity.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jooq.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One event that can never be published holds up nobody else, and its own person only so long. */
class PoisonedOutboxTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final RunningService service = RunningService.get();
  private final People people = new People(service);
  private final TopicReader topics = new TopicReader(service);
  private final UserId poisoned = people.registered();

  @AfterEach
  void cleanUp() {
    service.sql().deleteFrom(OUTBOX).where(ofPoisoned()).execute();
  }

  @Test
  void others_of_the_same_slot_go_on_while_later_events_of_the_same_person_wait_in_order() {
    insertPoison(now().plusSeconds(3_600));
    UserId neighbour = neighbourInTheSlot();

    people.allocate(poisoned, 5);
    people.allocate(neighbour, 7);

    await().atMost(PATIENCE).until(() -> isPublished(neighbour));
    assertThat(isPublished(poisoned)).isFalse();
  }

  @Test
  void after_bounded_attempts_it_is_dead_with_its_reason_and_the_later_ones_are_published() {
    insertPoison(now());
    people.allocate(poisoned, 5);

    await()
        .atMost(PATIENCE)
        .until(
            () -> service.sql().fetchExists(OUTBOX, ofPoisoned().and(OUTBOX.DEAD_AT.isNotNull())));

    var dead = service.sql().fetchSingle(OUTBOX, ofPoisoned().and(OUTBOX.DEAD_AT.isNotNull()));
    assertThat(dead.getAttempts()).isEqualTo((short) 3);
    assertThat(dead.getFailure()).contains("not in single-object encoding");
    assertThat(service.get("/actuator/prometheus", null).body())
        .containsPattern("flowmeter_outbox_dead\\S* [1-9]");
    await().atMost(PATIENCE).until(() -> isPublished(poisoned));
  }

  private void insertPoison(Instant retryAt) {
    service
        .sql()
        .insertInto(OUTBOX)
        .set(OUTBOX.TOPIC, Topic.CREDITS_NAME)
        .set(OUTBOX.RECORD_KEY, poisoned.value())
        .set(OUTBOX.PAYLOAD, "no event".getBytes(StandardCharsets.UTF_8))
        .set(OUTBOX.CREATED_AT, now())
        .set(OUTBOX.RETRY_AT, retryAt)
        .execute();
  }

  private UserId neighbourInTheSlot() {
    UserId candidate = People.somebody();
    while (slotOf(candidate) != slotOf(poisoned)) candidate = People.somebody();
    service.publish(People.registration(candidate));
    people.awaitKnown(candidate);
    return candidate;
  }

  private int slotOf(UserId user) {
    return service.sql().fetchSingle("select hashtext({0}) & 15", user.value()).into(Integer.class);
  }

  private boolean isPublished(UserId user) {
    return topics.events(Topic.CREDITS_NAME, user.value()).stream()
        .anyMatch(CreditsAllocated.class::isInstance);
  }

  private Condition ofPoisoned() {
    return OUTBOX.RECORD_KEY.eq(poisoned.value());
  }
}
