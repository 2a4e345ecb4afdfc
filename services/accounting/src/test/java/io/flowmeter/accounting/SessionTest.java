package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.somebody;
import static io.flowmeter.accounting.db.Tables.USER_ACCOUNTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions that clients of the predecessor open, close and look at. */
class SessionTest {
  private static final String PATH = "/api/streaming-sessions/";

  private final RunningService service = RunningService.get();
  private final People people = new People(service);
  private final String session = "session-" + UUID.randomUUID();

  @Test
  void a_session_holds_the_estimate_and_a_fifth_more() {
    UserId user = people.registeredWith(1_000);

    var reply = open(user, 1_000_000);

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.body())
        .isEqualTo(
            "{\"sessionId\":\"%s\",\"allocatedCredits\":420,\"status\":\"active\"}"
                .formatted(session));
    assertThat(available(user)).isEqualTo(580);
    assertThat(people.balance(user)).as("nothing is spent yet").isEqualTo(1_000);
  }

  @Test // C5
  void opening_it_twice_holds_once_and_other_content_is_refused() {
    UserId user = people.registeredWith(1_000);
    open(user, 1_000_000);

    assertThat(open(user, 1_000_000).status()).isEqualTo(200);
    assertThat(open(user, 2_000_000).status()).isEqualTo(409);
    UserId other = people.registeredWith(1_000);
    assertThat(open(other, 1_000_000).status()).isEqualTo(409);
    assertThat(available(user)).isEqualTo(580);
    assertThat(available(other)).isEqualTo(1_000);
  }

  @Test
  void without_enough_credits_nothing_is_held() {
    UserId user = people.registeredWith(419);

    var reply = open(user, 1_000_000);

    assertThat(reply.status()).isEqualTo(402);
    assertThat(reply.message()).isEqualTo("Insufficient credits for streaming session");
    assertThat(available(user)).isEqualTo(419);
  }

  @Test // C4
  void a_person_cannot_settle_below_what_was_held() {
    UserId user = people.registeredWith(1_000);
    open(user, 1_000_000);

    var reply = close(service.token(user, Role.ENDUSER), "finalize", "\"actualTokens\":0");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body())
        .isEqualTo("{\"sessionId\":\"%s\",\"actualCredits\":420,\"refund\":0}".formatted(session));
    assertThat(people.balance(user)).isEqualTo(580).isEqualTo(people.booked(user));
  }

  @Test // C4
  void nor_by_aborting() {
    UserId user = people.registeredWith(1_000);
    open(user, 1_000_000);

    var reply = close(service.token(user, Role.ENDUSER), "abort", "\"tokensGenerated\":0");

    assertThat(reply.json().path("partialCredits").longValue()).isEqualTo(420);
    assertThat(people.balance(user)).isEqualTo(580);
  }

  @Test // C7
  void a_service_settles_what_was_used_and_the_rest_returns_to_where_it_came_from() {
    UserId user = people.registeredWith(1_000);
    var before = allocations(user);
    open(user, 1_000_000);

    var reply = close(service.serviceToken(), "finalize", "\"actualTokens\":100000");

    assertThat(reply.json().path("actualCredits").longValue()).isEqualTo(35);
    assertThat(reply.json().path("refund").longValue()).isEqualTo(385);
    assertThat(people.balance(user)).isEqualTo(965);
    assertThat(allocations(user)).as("no new allocation with a new life").isEqualTo(before);
  }

  @Test // C6
  void what_was_used_beyond_the_hold_is_charged() {
    UserId user = people.registeredWith(1_000);
    open(user, 1_000);

    var reply = close(service.token(user, Role.ENDUSER), "finalize", "\"actualTokens\":100000");

    assertThat(reply.json().path("actualCredits").longValue()).isEqualTo(35);
    assertThat(people.balance(user)).isEqualTo(965);
  }

  @Test // C3
  void thirty_parallel_closings_credit_once() {
    UserId user = people.registeredWith(1_000);
    open(user, 1_000_000);

    var statuses =
        AdjustmentTest.inParallel(
            30, () -> close(service.serviceToken(), "finalize", "\"actualTokens\":0").status());

    assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);
    assertThat(statuses.stream().filter(status -> status == 409)).hasSize(29);
    assertThat(people.balance(user)).isEqualTo(1_000);
    assertThat(available(user)).isEqualTo(1_000);
  }

  @Test // C8
  void a_session_that_nobody_closes_gives_its_hold_back_when_it_expires() {
    UserId user = people.registeredWith(1_000);
    open(user, 1_000_000);

    people.letHoldsExpire(user);

    await().atMost(Duration.ofSeconds(10)).until(() -> held(user) == 0);
    assertThat(people.balance(user)).isEqualTo(1_000);
    assertThat(own(user)).isEmpty();
  }

  @Test
  void nobody_closes_the_session_of_another_or_the_hold_of_a_service() {
    UserId user = people.registeredWith(1_000);
    open(user, 1_000_000);
    UUID completion = UUID.randomUUID();
    people.hold(user, completion);
    String token = service.token(user, Role.ENDUSER);

    assertThat(
            close(service.token(somebody(), Role.ENDUSER), "finalize", "\"actualTokens\":5")
                .status())
        .isEqualTo(404);
    assertThat(
            service
                .post(
                    PATH + "finalize",
                    token,
                    "{\"sessionId\":\"%s\",\"actualTokens\":0}".formatted(completion))
                .status())
        .isEqualTo(404);
    assertThat(held(user)).isEqualTo(421);
  }

  @Test // C16
  void administrators_see_all_active_sessions_and_supervisors_those_of_one() {
    UserId user = people.registeredWith(1_000);
    open(user, 1_000_000);
    String supervisor = service.token(somebody(), Role.SUPERVISOR);

    assertThat(service.get(PATH + "active/all", people.admin()).body()).contains(session);
    assertThat(service.get(PATH + "active/all", supervisor).status()).isEqualTo(403);
    assertThat(service.get(PATH + "active/" + user, supervisor).json()).hasSize(1);
    var own = service.get(PATH + "active", service.token(user, Role.ENDUSER)).json().get(0);
    assertThat(own.path("sessionId").asString()).isEqualTo(session);
    assertThat(own.path("modelId").asString()).isEqualTo("some-model");
    assertThat(own.path("estimatedCredits").longValue()).isEqualTo(350);
    assertThat(own.path("allocatedCredits").longValue()).isEqualTo(420);
    assertThat(own.path("status").asString()).isEqualTo("active");
  }

  @Test
  void recent_ones_are_active_or_have_just_ended() {
    UserId user = people.registeredWith(1_000);
    open(user, 1_000);
    close(service.serviceToken(), "abort", "\"tokensGenerated\":10");
    String supervisor = service.token(somebody(), Role.SUPERVISOR);

    var recent = service.get(PATH + "recent/" + user + "?minutes=3", supervisor).json();

    assertThat(recent.path("sessions").get(0).path("status").asString()).isEqualTo("failed");
    assertThat(recent.path("sessions").get(0).path("usedCredits").longValue()).isEqualTo(1);
    assertThat(recent.path("filter").toString())
        .isEqualTo("{\"minutes\":3,\"userId\":\"%s\"}".formatted(user));
    assertThat(service.get(PATH + "recent", supervisor).json().path("filter").toString())
        .isEqualTo("{\"minutes\":5}");
    assertThat(service.get(PATH + "recent?minutes=x", supervisor).message())
        .isEqualTo("minutes must be a whole number from 1 to 10080");
    assertThat(service.get(PATH + "recent", service.token(user, Role.ENDUSER)).status())
        .isEqualTo(403);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "initialize | {\"sessionId\":\"s\",\"modelId\":\"m\"} | estimatedTokens must be a whole number from 1 to",
        "initialize | {\"modelId\":\"m\",\"estimatedTokens\":5} | sessionId is required",
        "initialize | {\"sessionId\":\"s\",\"estimatedTokens\":5} | modelId is required",
        "finalize | {\"sessionId\":\"s\",\"actualTokens\":-1} | actualTokens must be a whole number from 0 to",
        "finalize | {\"sessionId\":\"s\"} | actualTokens must be a whole number from 0 to",
        "finalize | {\"sessionId\":\"s\",\"actualTokens\":1,\"success\":\"no\"} | success must be true or false",
        "abort | {\"tokensGenerated\":1} | sessionId is required"
      })
  void a_missing_or_wrong_field_is_named(String route, String body, String rule) {
    var reply = service.post(PATH + route, service.token(somebody(), Role.ENDUSER), body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message()).startsWith("Missing required fields: " + rule);
  }

  private RunningService.Reply open(UserId user, long tokens) {
    return service.post(
        PATH + "initialize",
        service.token(user, Role.ENDUSER),
        "{\"sessionId\":\"%s\",\"modelId\":\"some-model\",\"estimatedTokens\":%d}"
            .formatted(session, tokens));
  }

  private RunningService.Reply close(String token, String route, String fields) {
    return service.post(
        PATH + route, token, "{\"sessionId\":\"%s\",%s}".formatted(session, fields));
  }

  private tools.jackson.databind.JsonNode own(UserId user) {
    return service.get(PATH + "active", service.token(user, Role.ENDUSER)).json();
  }

  private java.util.List<Long> allocations(UserId user) {
    return service
        .get("/api/credits/balance", service.token(user, Role.ENDUSER))
        .json()
        .path("activeAllocations")
        .values()
        .stream()
        .map(allocation -> allocation.path("id").longValue())
        .toList();
  }

  private long available(UserId user) {
    return service
        .get("/api/credits/balance", service.token(user, Role.ENDUSER))
        .json()
        .path("available")
        .longValue();
  }

  private long held(UserId user) {
    Long held =
        service
            .sql()
            .fetchValue(USER_ACCOUNTS.HELD_CREDITS, USER_ACCOUNTS.USER_ID.eq(user.value()));
    return held == null ? 0 : held;
  }
}
