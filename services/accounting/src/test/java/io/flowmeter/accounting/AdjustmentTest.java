package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.somebody;
import static io.flowmeter.accounting.db.Tables.CREDIT_ADJUSTMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.eventing.Topic;
import io.flowmeter.events.BalanceLevel;
import io.flowmeter.events.BalanceThresholdCrossed;
import io.flowmeter.events.CreditsAdjusted;
import io.flowmeter.identity.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdjustmentTest {
  private final RunningService service = RunningService.get();
  private final People people = new People(service);
  private final TopicReader topics = new TopicReader(service);

  @ParameterizedTest(name = "from 10 to {0}")
  @CsvSource({"25", "10", "4", "0"})
  void a_balance_is_set_to_a_number(long to) {
    UserId user = people.registeredWith(10);

    var reply = set(user, "\"credits\":" + to);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body())
        .isEqualTo(
            "{\"userId\":\"%s\",\"previousCredits\":10,\"newCredits\":%d,\"message\":\"Credits set to %d for user %s\"}"
                .formatted(user, to, to, user));
    assertThat(people.balance(user)).isEqualTo(to).isEqualTo(people.booked(user));
  }

  @Test
  void a_removal_says_what_it_took() {
    UserId user = people.registeredWith(10);

    var reply = remove(user, 4);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("previousCredits").longValue()).isEqualTo(10);
    assertThat(reply.json().path("newCredits").longValue()).isEqualTo(6);
    assertThat(reply.json().path("removedCredits").longValue()).isEqualTo(4);
    assertThat(people.balance(user)).isEqualTo(6).isEqualTo(people.booked(user));
  }

  @ParameterizedTest(name = "10 adjusted by {0}: {1}")
  @CsvSource({"5, 15", "-10, 0"})
  void a_balance_is_adjusted_up_and_down(long by, long expected) {
    UserId user = people.registeredWith(10);

    var reply = adjust(user, "\"adjustment\":%d,\"notes\":\"because\"".formatted(by));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("adjustment").longValue()).isEqualTo(by);
    assertThat(reply.json().path("newCredits").longValue()).isEqualTo(expected);
    assertThat(people.balance(user)).isEqualTo(expected).isEqualTo(people.booked(user));
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "remove", "revoke"})
  void all_that_can_be_spent_is_taken_at_once_and_what_is_reserved_stays(String name) {
    UserId user = people.registeredWith(10);
    assertThat(people.hold(user, UUID.randomUUID()).status()).isEqualTo(201);

    var taken = service.delete("/api/credits/" + name + "/" + user, people.admin());
    var again = service.delete("/api/credits/" + name + "/" + user, people.admin());
    var nobody = service.delete("/api/credits/" + name + "/nobody", people.admin());

    assertThat(taken.status()).isEqualTo(200);
    assertThat(taken.json().path("removedCredits").longValue()).isEqualTo(9);
    assertThat(taken.json().path("newCredits").longValue()).isEqualTo(1);
    assertThat(again.json().path("removedCredits").longValue()).isZero();
    assertThat(people.booked(user)).isEqualTo(1);
    assertThat(nobody.status()).isEqualTo(404);
  }

  @Test
  void nobody_loses_more_than_they_have() {
    UserId user = people.registeredWith(10);

    assertThat(remove(user, 11).message())
        .isEqualTo("Insufficient credits. User has 10, trying to remove 11");
    assertThat(adjust(user, "\"adjustment\":-11").message())
        .isEqualTo("Adjustment would result in negative balance. Current: 10, Adjustment: -11");
    assertThat(people.balance(user)).isEqualTo(10);
  }

  @Test
  void what_open_holds_have_reserved_cannot_be_taken() {
    UserId user = people.registeredWith(2);
    people.hold(user, UUID.randomUUID());

    assertThat(remove(user, 2).status()).isEqualTo(400);
    var toNone = set(user, "\"credits\":0");
    assertThat(toNone.status()).isEqualTo(409);
    assertThat(toNone.json().path("held").longValue()).isEqualTo(1);
    assertThat(remove(user, 1).status()).isEqualTo(200);
  }

  @Test
  void parallel_removals_take_no_more_than_there_is() {
    UserId user = people.registeredWith(10);

    List<Integer> statuses = People.decided(30, () -> remove(user, 1));

    assertThat(statuses.stream().filter(status -> status == 200)).hasSize(10);
    assertThat(people.balance(user)).isZero();
    assertThat(people.booked(user)).isZero();
  }

  @Test
  void a_repeated_key_adjusts_once_and_answers_the_same() {
    UserId user = people.registeredWith(10);
    String body = "{\"userId\":\"%s\",\"adjustment\":-3}".formatted(user);
    String key = "key-" + user;

    List<String> replies =
        inParallel(
            8,
            () ->
                service
                    .send(
                        "PUT", "/api/credits/adjust", people.admin(), body, "Idempotency-Key", key)
                    .body());
    var other =
        service.send(
            "PUT",
            "/api/credits/adjust",
            people.admin(),
            body.replace("-3", "-4"),
            "Idempotency-Key",
            key);

    assertThat(replies).hasSize(8).containsOnly(replies.getFirst());
    assertThat(other.status()).isEqualTo(422);
    assertThat(people.balance(user)).isEqualTo(7);
  }

  @Test // C11
  void each_correction_is_a_fact_that_says_why_and_who() {
    UserId user = people.registeredWith(10);
    adjust(user, "\"adjustment\":5,\"expiryDays\":3,\"reason\":\"prize\"");
    service.send(
        "DELETE",
        "/api/credits/remove",
        people.admin(),
        "{\"userId\":\"%s\",\"credits\":4,\"notes\":\"mistake\"}".formatted(user));
    set(user, "\"credits\":11");

    List<SpecificRecord> facts = awaitEvents(Topic.CREDITS_NAME, user, 3);
    var raise = (CreditsAdjusted) facts.get(1);
    var removal = (CreditsAdjusted) facts.get(2);

    assertThat(raise.getCredits()).isEqualTo(5);
    assertThat(raise.getReason()).isEqualTo("prize");
    assertThat(raise.getAdjustedBy()).isEqualTo("00000000000000000000000a");
    assertThat(raise.getExpiresAt())
        .isBetween(
            Instant.now().plus(Duration.ofHours(71)), Instant.now().plus(Duration.ofDays(3)));
    assertThat(removal.getCredits()).isEqualTo(-4);
    assertThat(removal.getReason()).isEqualTo("mistake");
    assertThat(removal.getExpiresAt()).isNull();
    assertThat(
            service
                .sql()
                .fetchCount(CREDIT_ADJUSTMENTS, CREDIT_ADJUSTMENTS.USER_ID.eq(user.value())))
        .as("a request that found nothing to correct is on record, but is no fact")
        .isEqualTo(3);
  }

  @Test
  void crossing_a_threshold_is_told_once_each_way() {
    UserId user = people.registeredWith(100);
    for (long to : new long[] {50, 9, 8, 0, 20}) set(user, "\"credits\":" + to);

    List<SpecificRecord> alerts = awaitEvents(Topic.ALERTS_NAME, user, 4);

    assertThat(alerts)
        .extracting(alert -> ((BalanceThresholdCrossed) alert).getLevel())
        .containsExactly(
            BalanceLevel.SUFFICIENT,
            BalanceLevel.LOW,
            BalanceLevel.EXHAUSTED,
            BalanceLevel.SUFFICIENT);
    assertThat(((BalanceThresholdCrossed) alerts.get(1)).getBalance()).isEqualTo(9);
  }

  @ParameterizedTest(name = "{0} {1} {2}") // C12
  @CsvSource(
      delimiter = '|',
      value = {
        "POST | set | \"credits\":-1 | Valid userId and non-negative credits required: credits must be a whole number from 0 to",
        "POST | set | \"credits\":1.5 | Valid userId and non-negative credits required: credits must be a whole number from 0 to",
        "POST | set | \"credits\":1,\"expiryDays\":0 | Valid userId and non-negative credits required: expiryDays must be a whole number from 1 to 36500",
        "DELETE | remove | \"credits\":0 | Valid userId and positive credits amount required: credits must be a whole number from 1 to",
        "DELETE | remove | \"notes\":\"\" | Valid userId and positive credits amount required: credits must be a whole number from 1 to",
        "PUT | adjust | \"adjustment\":0 | Valid userId and non-zero adjustment required: adjustment must not be 0",
        "PUT | adjust | \"adjustment\":9223372036854775808 | Valid userId and non-zero adjustment required: adjustment must be a whole number from",
        "PUT | adjust | \"adjustment\":-9223372036854775808 | Valid userId and non-zero adjustment required: adjustment must be a whole number from",
        "PUT | adjust | \"adjustment\":9223372036854775807 | The balance would not be from -2^63 to 2^63-1 credits any more",
      })
  void what_breaks_a_rule_is_refused_and_changes_nothing(
      String method, String route, String fields, String rule) {
    UserId user = people.registeredWith(3);

    var reply =
        service.send(
            method,
            "/api/credits/" + route,
            people.admin(),
            "{\"userId\":\"%s\",%s}".formatted(user, fields));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message()).startsWith(rule);
    assertThat(people.balance(user)).isEqualTo(3);
  }

  @Test // C13
  void nobody_is_made_up_by_a_correction() {
    var reply = set(somebody(), "\"credits\":5");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.message()).startsWith("User '").endsWith("' not found");
  }

  private RunningService.Reply set(UserId user, String fields) {
    return service.post(
        "/api/credits/set", people.admin(), "{\"userId\":\"%s\",%s}".formatted(user, fields));
  }

  private RunningService.Reply adjust(UserId user, String fields) {
    return service.send(
        "PUT",
        "/api/credits/adjust",
        people.admin(),
        "{\"userId\":\"%s\",%s}".formatted(user, fields));
  }

  private RunningService.Reply remove(UserId user, long credits) {
    return service.send(
        "DELETE",
        "/api/credits/remove",
        people.admin(),
        "{\"userId\":\"%s\",\"credits\":%d}".formatted(user, credits));
  }

  private List<SpecificRecord> awaitEvents(String topic, UserId user, int count) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> topics.events(topic, user.value()), events -> events.size() == count);
  }

  static <T> List<T> inParallel(int times, java.util.function.Supplier<T> call) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<T>> all =
          IntStream.range(0, times)
              .mapToObj(_ -> CompletableFuture.supplyAsync(call, threads))
              .toList();
      return all.stream().map(CompletableFuture::join).toList();
    }
  }
}
