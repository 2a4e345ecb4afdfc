package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.now;
import static io.flowmeter.accounting.People.registration;
import static io.flowmeter.accounting.People.somebody;
import static io.flowmeter.accounting.People.usage;
import static io.flowmeter.accounting.db.Tables.STREAMING_SESSIONS;
import static io.flowmeter.accounting.db.Tables.USAGE_RECORDS;
import static io.flowmeter.accounting.db.Tables.USER_ACCOUNTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.accounting.db.tables.records.StreamingSessionsRecord;
import io.flowmeter.eventing.Topic;
import io.flowmeter.events.CompletionOutcome;
import io.flowmeter.events.UsageRecorded;
import io.flowmeter.identity.UserId;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UsageTest {
  private final RunningService service = RunningService.get();
  private final People people = new People(service);
  private final TopicReader topics = new TopicReader(service);

  @Test
  void a_usage_settles_its_hold_captures_its_cost_and_returns_the_rest() {
    UserId user = people.registeredWith(10);
    UUID completion = UUID.randomUUID();
    people.hold(user, completion);

    service.publish(usage(user, completion, 1, now()));

    people.awaitBalance(user, 9);
    assertThat(session(completion).getStatus()).isEqualTo("completed");
    assertThat(session(completion).getUsedCredits()).isEqualTo(1);
    assertThat(held(user)).isZero();
    assertThat(people.booked(user)).isEqualTo(9);
  }

  @Test
  void a_failed_completion_returns_the_whole_hold() {
    UserId user = people.registeredWith(10);
    UUID completion = UUID.randomUUID();
    people.hold(user, completion);

    service.publish(
        UsageRecorded.newBuilder(usage(user, completion, 0, now()))
            .setOutcome(CompletionOutcome.UPSTREAM_FAILED)
            .build());

    await().untilAsserted(() -> assertThat(session(completion).getStatus()).isEqualTo("failed"));
    assertThat(held(user)).isZero();
    assertThat(people.balance(user)).isEqualTo(10);
  }

  @Test
  void the_same_usage_delivered_many_times_is_booked_once() {
    UserId user = people.registeredWith(10);
    UsageRecorded usage = usage(user, UUID.randomUUID(), 3, now());

    service.publish(usage, usage);
    people.awaitBalance(user, 7);
    service.publish(usage);
    service.publish(usage(user, UUID.randomUUID(), 1, now()));

    people.awaitBalance(user, 6);
    assertThat(people.booked(user)).isEqualTo(6);
  }

  @Test
  void what_usages_cost_is_counted_once_however_often_they_are_delivered() {
    // So many that what other tests spend meanwhile makes no difference.
    UserId user = people.registeredWith(10_000_000);
    UsageRecorded usage = usage(user, UUID.randomUUID(), 3_000_000, now());
    double before = spent();

    service.publish(usage, usage);
    people.awaitBalance(user, 7_000_000);
    service.publish(usage, usage(user, UUID.randomUUID(), 2_000_000, now()));
    people.awaitBalance(user, 5_000_000);

    await().until(() -> spent() - before >= 5_000_000);
    assertThat(spent() - before).isLessThan(6_000_000);
  }

  private double spent() {
    return service.bean(MeterRegistry.class).get("flowmeter.credits.spent").counter().count();
  }

  @Test
  void a_usage_without_a_hold_is_charged() {
    UserId user = people.registeredWith(10);

    service.publish(usage(user, UUID.randomUUID(), 2, now()));

    people.awaitBalance(user, 8);
  }

  @Test
  void a_shortage_is_a_debt_that_the_next_allocation_pays_first() {
    UserId user = people.registeredWith(2);
    service.publish(usage(user, UUID.randomUUID(), 5, now()));
    people.awaitBalance(user, -3);

    var reply = people.allocate(user, 10);

    assertThat(reply.json().path("remainingCredits").longValue()).isEqualTo(7);
    assertThat(people.balance(user)).isEqualTo(7);
    assertThat(people.booked(user)).isEqualTo(7);
  }

  @Test
  void a_usage_that_comes_before_the_registration_is_not_lost() {
    UserId user = somebody();
    service.publish(usage(user, UUID.randomUUID(), 4, now()));
    await().until(() -> recorded(user) == 1);

    service.publish(registration(user));

    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(people.allocate(user, 10).status()).isEqualTo(201));
    assertThat(people.balance(user)).isEqualTo(6);
  }

  @Test
  void a_late_usage_gives_the_balance_it_would_have_given_in_time() {
    UserId user = people.registered();
    service.publish(usage(user, UUID.randomUUID(), 1, now()));
    people.awaitBalance(user, -1);
    people.allocate(user, 10);

    service.publish(usage(user, UUID.randomUUID(), 2, now().minusSeconds(3_600)));

    people.awaitBalance(user, 7);
    assertThat(people.booked(user)).isEqualTo(7);
  }

  @Test
  void the_same_event_id_with_other_content_goes_to_the_dead_letters() {
    UserId user = people.registeredWith(10);
    UsageRecorded usage = usage(user, UUID.randomUUID(), 3, now());
    service.publish(usage);
    people.awaitBalance(user, 7);

    service.publish(UsageRecorded.newBuilder(usage).setCredits(9).build());

    assertThat(reasonOfDeadLetter(user)).contains("received before with other content");
    assertThat(people.balance(user)).isEqualTo(7);
  }

  @Test
  void a_second_usage_of_one_completion_goes_to_the_dead_letters_alone() {
    UserId user = people.registeredWith(10);
    UUID completion = UUID.randomUUID();
    service.publish(usage(user, completion, 3, now()));
    people.awaitBalance(user, 7);

    service.publish(usage(user, completion, 3, now()), usage(user, UUID.randomUUID(), 1, now()));

    assertThat(reasonOfDeadLetter(user)).contains("inbox_completion");
    people.awaitBalance(user, 6);
  }

  @Test
  void an_impossible_usage_goes_to_the_dead_letters_and_blocks_nobody() {
    UserId user = people.registeredWith(10);

    service.publish(
        usage(user, UUID.randomUUID(), -5, now()), usage(user, UUID.randomUUID(), 1, now()));

    assertThat(reasonOfDeadLetter(user)).contains("credits is below 0");
    people.awaitBalance(user, 9);
  }

  @Test
  void bytes_that_are_no_event_go_to_the_dead_letters_unchanged() {
    UserId user = people.registeredWith(10);
    byte[] garbage = "not avro".getBytes(StandardCharsets.UTF_8);

    topics.produce(Topic.USAGE_NAME, user.value(), garbage);

    assertThat(reasonOfDeadLetter(user)).contains("wire format");
    assertThat(topics.records(Topic.USAGE.dlt(), user.value()).getFirst().value())
        .isEqualTo(garbage);
  }

  private String reasonOfDeadLetter(UserId user) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !topics.records(Topic.USAGE.dlt(), user.value()).isEmpty());
    var letters = topics.records(Topic.USAGE.dlt(), user.value());
    assertThat(letters).hasSize(1);
    return TopicReader.header(letters.getFirst(), "dlt_reason");
  }

  private StreamingSessionsRecord session(UUID completion) {
    return service
        .sql()
        .fetchSingle(STREAMING_SESSIONS, STREAMING_SESSIONS.SESSION_ID.eq(completion.toString()));
  }

  private long held(UserId user) {
    return service
        .sql()
        .fetchSingle(USER_ACCOUNTS, USER_ACCOUNTS.USER_ID.eq(user.value()))
        .getHeldCredits();
  }

  private int recorded(UserId user) {
    return service.sql().fetchCount(USAGE_RECORDS, USAGE_RECORDS.USER_ID.eq(user.value()));
  }
}
