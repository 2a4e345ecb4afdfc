package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.somebody;
import static io.flowmeter.accounting.db.Tables.INBOX;
import static io.flowmeter.accounting.db.Tables.USAGE_RECORDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.eventing.Topic;
import io.flowmeter.events.UsageRecorded;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Credits that are checked and taken through REST, by the person whose they are. */
class DirectUsageTest {
  private static final String NUMBERS = "must be a whole number from 1 to 9223372036854775807";

  private final RunningService service = RunningService.get();
  private final People people = new People(service);
  private final TopicReader topics = new TopicReader(service);

  @Test
  void a_deduction_says_what_remains() {
    UserId user = people.registeredWith(10);

    var reply = deduct(user, "{\"credits\":4}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body())
        .isEqualTo(
            "{\"success\":true,\"message\":\"Successfully deducted 4 credits.\",\"remainingBalance\":6}");
    assertThat(people.balance(user)).isEqualTo(6).isEqualTo(people.booked(user));
  }

  @Test // C1
  void a_refused_deduction_takes_nothing() {
    UserId user = people.registeredWith(50);
    people.allocate(user, 6);

    var reply = deduct(user, "{\"credits\":1000}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message()).isEqualTo("Insufficient credits");
    assertThat(people.balance(user)).isEqualTo(56).isEqualTo(people.booked(user));
  }

  @Test // C2
  void fifty_parallel_deductions_of_one_from_a_hundred_leave_fifty() {
    UserId user = people.registeredWith(100);

    var statuses = People.decided(50, () -> deduct(user, "{\"credits\":1}"));

    assertThat(statuses).containsOnly(200);
    assertThat(people.balance(user)).isEqualTo(50).isEqualTo(people.booked(user));
  }

  @Test // C2
  void of_fifty_parallel_deductions_of_all_one_succeeds() {
    UserId user = people.registeredWith(10);

    var statuses = People.decided(50, () -> deduct(user, "{\"credits\":10}"));

    assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);
    assertThat(people.balance(user)).isZero();
  }

  @Test // C10
  void what_a_completion_under_way_has_reserved_is_not_deducted() {
    UserId user = people.registeredWith(1);
    people.hold(user, UUID.randomUUID());

    assertThat(deduct(user, "{\"credits\":1}").status()).isEqualTo(400);
  }

  @Test
  void a_repeated_key_deducts_once() {
    UserId user = people.registeredWith(10);
    String token = service.token(user, Role.ENDUSER);

    List<Integer> statuses =
        AdjustmentTest.inParallel(
            8,
            () ->
                service
                    .post(
                        "/api/credits/deduct", token, "{\"credits\":3}", "Idempotency-Key", "a-key")
                    .status());
    var other =
        service.post("/api/credits/deduct", token, "{\"credits\":4}", "Idempotency-Key", "a-key");

    assertThat(statuses).containsOnly(200);
    assertThat(other.status()).isEqualTo(422);
    assertThat(people.balance(user)).isEqualTo(7);
  }

  @Test
  void a_deduction_is_a_fact_on_the_usage_topic_that_has_had_its_effect() {
    UserId user = people.registeredWith(10);
    deduct(user, "{\"credits\":4}");

    var fact =
        (UsageRecorded)
            await()
                .atMost(Duration.ofSeconds(20))
                .until(
                    () -> topics.events(Topic.USAGE_NAME, user.value()),
                    events -> events.size() == 1)
                .getFirst();
    // Delivered again it is the same event, as it was when it came back the first time.
    service.publish(fact);
    service.publish(People.usage(user, UUID.randomUUID(), 1, People.now()));

    people.awaitBalance(user, 5);
    assertThat(fact.getCredits()).isEqualTo(4);
    assertThat(service.sql().fetchCount(INBOX, INBOX.EVENT_ID.eq(fact.getEventId()))).isOne();
    assertThat(service.sql().fetchCount(USAGE_RECORDS, USAGE_RECORDS.USER_ID.eq(user.value())))
        .isEqualTo(2);
    assertThat(topics.records(Topic.USAGE.dlt(), user.value())).isEmpty();
  }

  @ParameterizedTest // C12
  @ValueSource(
      strings = {
        "{}",
        "{\"credits\":0}",
        "{\"credits\":-1}",
        "{\"credits\":0.5}",
        "{\"credits\":\"3\"}",
        "{\"credits\":9223372036854775808}"
      })
  void what_is_no_positive_whole_number_is_not_deducted(String body) {
    UserId user = people.registeredWith(10);

    var reply = deduct(user, body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message())
        .isEqualTo("Valid, positive credits amount required: credits " + NUMBERS);
    assertThat(people.balance(user)).isEqualTo(10);
  }

  @ParameterizedTest(name = "10 credits, {0} required: {1}")
  @CsvSource({"1, true", "10, true", "11, false"})
  void a_check_says_whether_it_is_enough(long required, boolean sufficient) {
    UserId user = people.registeredWith(10);

    var reply = check(user, "{\"requiredCredits\":%d}".formatted(required));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body())
        .isEqualTo(
            sufficient
                ? "{\"sufficient\":true,\"credits\":10,\"requiredCredits\":%d}".formatted(required)
                : "{\"sufficient\":false,\"message\":\"Insufficient credits\"}");
  }

  @ParameterizedTest // C12
  @ValueSource(
      strings = {
        "{}",
        "{\"requiredCredits\":-1}",
        "{\"requiredCredits\":\"3\"}",
        "{\"requiredCredits\":0}"
      })
  void a_check_of_nonsense_is_refused(String body) {
    assertThat(check(somebody(), body).message())
        .isEqualTo("Valid requiredCredits required: requiredCredits " + NUMBERS);
  }

  private RunningService.Reply deduct(UserId user, String body) {
    return service.post("/api/credits/deduct", service.token(user, Role.ENDUSER), body);
  }

  private RunningService.Reply check(UserId user, String body) {
    return service.post("/api/credits/check", service.token(user, Role.ENDUSER), body);
  }
}
