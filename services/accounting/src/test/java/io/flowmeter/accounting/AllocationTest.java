package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.registration;
import static io.flowmeter.accounting.People.somebody;
import static io.flowmeter.accounting.db.Tables.USER_ACCOUNTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.eventing.Topic;
import io.flowmeter.events.BalanceChanged;
import io.flowmeter.events.CreditsAllocated;
import io.flowmeter.events.UserRegistered;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllocationTest {
  private static final String PATH = "/api/credits/allocate";

  private final RunningService service = RunningService.get();
  private final People people = new People(service);
  private final TopicReader topics = new TopicReader(service);

  @Test
  void the_deployment_documents_form_gives_credits_for_thirty_days() {
    UserId user = people.registered();

    var reply = allocate("{\"userId\":\"%s\",\"amount\":1000,\"reason\":\"Initial\"}", user);

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().path("id").isIntegralNumber()).isTrue();
    assertThat(reply.json().path("userId").asString()).isEqualTo(user.value());
    assertThat(reply.json().path("totalCredits").longValue()).isEqualTo(1000);
    assertThat(reply.json().path("remainingCredits").longValue()).isEqualTo(1000);
    assertThat(Instant.parse(reply.json().path("expiresAt").asString()))
        .isBetween(inDays(30).minusSeconds(60), inDays(30));
  }

  @Test
  void the_predecessors_form_finds_people_by_login_name_too() {
    UserId user = people.registered();

    var reply =
        allocate("{\"userId\":\"user_%s\",\"credits\":5,\"expiryDays\":2,\"notes\":\"x\"}", user);

    assertThat(reply.status()).isEqualTo(201);
    assertThat(Instant.parse(reply.json().path("expiresAt").asString()))
        .isBetween(inDays(2).minusSeconds(60), inDays(2));
    assertThat(people.balance(user)).isEqualTo(5);
  }

  @Test
  void no_expiry_is_an_explicit_null() {
    var reply =
        allocate("{\"userId\":\"%s\",\"credits\":5,\"expiryDays\":null}", people.registered());

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().path("expiresAt").isNull()).isTrue();
  }

  @Test
  void the_balance_lists_allocations_with_the_soonest_expiry_first() {
    UserId user = people.registered();
    allocate("{\"userId\":\"%s\",\"credits\":5,\"expiryDays\":null}", user);
    allocate("{\"userId\":\"%s\",\"credits\":7,\"expiryDays\":9}", user);
    allocate("{\"userId\":\"%s\",\"credits\":6,\"expiryDays\":3}", user);

    var balance = service.get("/api/credits/balance/" + user, people.admin()).json();

    assertThat(balance.path("totalCredits").longValue()).isEqualTo(18);
    assertThat(balance.path("activeAllocations").values())
        .extracting(allocation -> allocation.path("credits").intValue())
        .containsExactly(6, 7, 5);
    assertThat(
            service
                .get("/api/credits/balance/" + user + "%40school.example", people.admin())
                .json())
        .isEqualTo(balance);
  }

  @Test // C13
  void of_two_people_with_one_login_name_neither_gets_what_may_be_meant_for_the_other() {
    UserId first = people.registered();
    UserId second = somebody();
    service.publish(
        UserRegistered.newBuilder(registration(second)).setUsername("user_" + first).build());
    people.awaitKnown(second);

    var reply = allocate("{\"userId\":\"user_%s\",\"credits\":5}", first);

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.message()).contains("use the id");
    assertThat(people.balance(first)).isZero();
    assertThat(people.balance(second)).isZero();
  }

  @Test // C13
  void nobody_gets_credits_before_they_exist() {
    UserId user = somebody();

    var reply = people.allocate(user, 10);

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.message()).isEqualTo("User '%s' not found".formatted(user));
    assertThat(service.sql().fetchExists(USER_ACCOUNTS, USER_ACCOUNTS.USER_ID.eq(user.value())))
        .as("no ghost account")
        .isFalse();
  }

  @Test
  void a_registration_under_way_is_waited_for() {
    UserId user = somebody();
    var reply = CompletableFuture.supplyAsync(() -> people.allocate(user, 10));

    service.publish(registration(user));

    assertThat(reply.join().status()).isEqualTo(201);
  }

  @ParameterizedTest(name = "{0}: {1}") // C12
  @CsvSource(
      delimiter = '|',
      value = {
        "\"amount\":1.5 | amount must be a whole number from 1 to 9223372036854775807",
        "\"amount\":1e3 | amount must be a whole number from 1 to 9223372036854775807",
        "\"amount\":0 | amount must be a whole number from 1 to 9223372036854775807",
        "\"amount\":-1 | amount must be a whole number from 1 to 9223372036854775807",
        "\"amount\":\"5\" | amount must be a whole number from 1 to 9223372036854775807",
        "\"amount\":9223372036854775808 | amount must be a whole number from 1 to 9223372036854775807",
        "\"credits\":null | credits must be a whole number from 1 to 9223372036854775807",
        "\"notes\":\"\" | credits must be a whole number from 1 to 9223372036854775807",
        "\"amount\":1,\"credits\":1 | amount and credits are the same; give one of them",
        "\"credits\":1,\"expiryDays\":0 | expiryDays must be a whole number from 1 to 36500",
        "\"credits\":1,\"expiryDays\":-3 | expiryDays must be a whole number from 1 to 36500",
        "\"credits\":1,\"expiryDays\":99999999 | expiryDays must be a whole number from 1 to 36500",
        "\"credits\":1,\"expiryDays\":1.5 | expiryDays must be a whole number from 1 to 36500",
        "\"credits\":1,\"notes\":7 | notes must be a string"
      })
  void what_breaks_a_rule_is_refused_by_field_and_rule_and_changes_nothing(
      String fields, String rule) {
    UserId user = people.registeredWith(3);

    var reply = allocate("{\"userId\":\"%s\"," + fields + "}", user);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message()).isEqualTo("Valid userId and credits required: " + rule);
    assertThat(reply.json().path("status").intValue()).isEqualTo(400);
    assertThat(people.balance(user)).isEqualTo(3);
  }

  @Test
  void credits_that_would_not_fit_into_64_bits_together_are_refused() {
    UserId user = people.registeredWith(Long.MAX_VALUE);

    var reply = people.allocate(user, 1);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message()).startsWith("amount would raise the balance above");
    assertThat(people.balance(user)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void malformed_json_is_a_400() {
    assertThat(service.post(PATH, people.admin(), "{\"userId\":").status()).isEqualTo(400);
  }

  @Test
  void a_repeated_idempotency_key_gives_once_and_other_content_is_refused() {
    UserId user = people.registered();
    String body = "{\"userId\":\"%s\",\"credits\":5}".formatted(user);
    String key = "key-" + user;

    var first = service.post(PATH, people.admin(), body, "Idempotency-Key", key);
    var second = service.post(PATH, people.admin(), body, "Idempotency-Key", key);
    var other =
        service.post(PATH, people.admin(), body.replace("s\":5", "s\":6"), "Idempotency-Key", key);

    assertThat(second.json().path("id")).isEqualTo(first.json().path("id"));
    assertThat(other.status()).isEqualTo(422);
    assertThat(people.balance(user)).isEqualTo(5);
  }

  @Test
  void only_supervisors_and_administrators_allocate() {
    UserId user = people.registered();
    String body = "{\"userId\":\"%s\",\"amount\":10}".formatted(user);

    assertThat(service.post(PATH, null, body).message()).isEqualTo("Authentication token required");
    assertThat(service.post(PATH, "nonsense", body).message()).isEqualTo("Invalid token");
    assertThat(service.post(PATH, service.serviceToken(), body).status()).isEqualTo(401);
    var forbidden = service.post(PATH, service.token(user, Role.ENDUSER), body);
    assertThat(forbidden.status()).isEqualTo(403);
    assertThat(forbidden.message()).isEqualTo("Admin access required");
    assertThat(service.post(PATH, service.token(somebody(), Role.SUPERVISOR), body).status())
        .isEqualTo(201);
  }

  @Test
  void an_allocation_is_on_its_topic_and_the_balance_on_the_compacted_one() {
    UserId user = people.registeredWith(10);

    var allocated = (CreditsAllocated) awaitEvents(Topic.CREDITS_NAME, user, 1).getFirst();
    var changed = (BalanceChanged) awaitEvents(Topic.BALANCES_NAME, user, 1).getFirst();

    assertThat(allocated.getCredits()).isEqualTo(10);
    assertThat(allocated.getReason()).isEqualTo("test");
    assertThat(changed.getBalance()).isEqualTo(10);
    assertThat(changed.getAvailable()).isEqualTo(10);
    assertThat(changed.getSequence()).isEqualTo(1);
  }

  @Test
  void balances_are_announced_in_the_order_of_their_changes() {
    UserId user = people.registered();
    for (int i = 0; i < 20; i++) people.allocate(user, 1);

    List<SpecificRecord> changes = awaitEvents(Topic.BALANCES_NAME, user, 20);

    assertThat(changes).extracting(event -> ((BalanceChanged) event).getSequence()).isSorted();
    assertThat(((BalanceChanged) changes.getLast()).getBalance()).isEqualTo(20);
  }

  private List<SpecificRecord> awaitEvents(String topic, UserId user, int count) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> topics.events(topic, user.value()), events -> events.size() == count);
  }

  private RunningService.Reply allocate(String body, UserId user) {
    return service.post(PATH, people.admin(), body.formatted(user));
  }

  private static Instant inDays(int days) {
    return Instant.now().plus(Duration.ofDays(days));
  }
}
