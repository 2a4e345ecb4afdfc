package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.holdBody;
import static io.flowmeter.accounting.People.somebody;
import static io.flowmeter.accounting.db.Tables.USER_ACCOUNTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreditCheckTest {
  private final RunningService service = RunningService.get();
  private final People people = new People(service);

  @Test
  void a_hold_reserves_the_price_and_tells_the_rate_card() {
    UserId user = people.registeredWith(10);
    UUID completion = UUID.randomUUID();

    var reply = people.hold(user, completion);

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().path("completionId").asString()).isEqualTo(completion.toString());
    assertThat(reply.json().path("holdId").isString()).isTrue();
    assertThat(reply.json().path("credits").longValue()).isEqualTo(1);
    assertThat(reply.json().path("available").longValue()).isEqualTo(9);
    assertThat(reply.json().path("rateCard").toString())
        .isEqualTo("{\"version\":\"flat-1\",\"kind\":\"flat\",\"creditsPerCompletion\":1}");
    assertThat(people.balance(user)).as("nothing is spent yet").isEqualTo(10);
  }

  @Test // C10
  void a_thousand_parallel_holds_on_a_balance_of_ten_give_exactly_ten() throws Exception {
    UserId user = people.registeredWith(10);

    List<Integer> statuses = inParallel(1_000, () -> people.hold(user, UUID.randomUUID()).status());

    assertThat(statuses).containsOnly(201, 402);
    assertThat(statuses.stream().filter(status -> status == 201)).hasSize(10);
  }

  @Test
  void repeating_a_hold_in_parallel_reserves_once() throws Exception {
    UserId user = people.registeredWith(10);
    UUID completion = UUID.randomUUID();

    List<Integer> statuses = inParallel(30, () -> people.hold(user, completion).status());

    assertThat(statuses.stream().filter(status -> status == 201)).hasSize(1);
    assertThat(statuses.stream().filter(status -> status == 200)).hasSize(29);
    assertThat(held(user)).isEqualTo(1);
  }

  @Test
  void the_same_completion_for_somebody_else_is_refused() {
    UUID completion = UUID.randomUUID();
    people.hold(people.registeredWith(10), completion);

    var reply = people.hold(people.registeredWith(10), completion);

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.message()).contains("completionId");
  }

  @Test
  void without_credits_the_answer_says_what_is_available() {
    var reply = people.hold(people.registered(), UUID.randomUUID());

    assertThat(reply.status()).isEqualTo(402);
    assertThat(reply.message()).isEqualTo("Insufficient credits");
    assertThat(reply.json().path("available").longValue()).isZero();
  }

  @Test
  void somebody_of_whom_auth_has_not_told_yet_gets_an_account_from_the_request() {
    UserId user = somebody();

    assertThat(people.hold(user, UUID.randomUUID()).status()).isEqualTo(402);

    assertThat(
            service.sql().fetchValue(USER_ACCOUNTS.EMAIL, USER_ACCOUNTS.USER_ID.eq(user.value())))
        .isEqualTo(user + "@school.example");
  }

  @Test
  void expired_credits_pay_for_nothing() {
    UserId user = people.registeredWith(10);
    people.letCreditsExpire(user);

    assertThat(people.hold(user, UUID.randomUUID()).status()).isEqualTo(402);
  }

  @Test
  void an_expired_hold_no_longer_counts_even_before_it_is_released() {
    UserId user = people.registeredWith(1);
    people.hold(user, UUID.randomUUID());
    assertThat(people.hold(user, UUID.randomUUID()).status()).isEqualTo(402);

    people.letHoldsExpire(user);

    assertThat(people.hold(user, UUID.randomUUID()).status()).isEqualTo(201);
  }

  @Test
  void no_token_gets_401_and_a_persons_token_403() {
    UserId user = people.registeredWith(10);
    String body = holdBody(user, UUID.randomUUID());

    assertThat(service.post("/api/credits/holds", null, body).status()).isEqualTo(401);
    assertThat(service.post("/api/credits/holds", "nonsense", body).status()).isEqualTo(401);
    assertThat(service.post("/api/credits/holds", people.admin(), body).status()).isEqualTo(403);
    assertThat(service.post("/api/credits/holds", service.token(user, Role.ENDUSER), body).status())
        .isEqualTo(403);
  }

  @ParameterizedTest(name = "{0} names {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | user must be an object",
        "{\"user\":{}} | completionId is required",
        "{\"completionId\":\"7\",\"user\":{}} | completionId must be a UUID",
        "{\"completionId\":7,\"user\":{}} | completionId must be a string",
        "[] | body must be an object",
      })
  void a_field_that_breaks_a_rule_is_named(String body, String message) {
    var reply = service.post("/api/credits/holds", service.serviceToken(), body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message()).isEqualTo(message);
  }

  private long held(UserId user) {
    Long held =
        service
            .sql()
            .fetchValue(USER_ACCOUNTS.HELD_CREDITS, USER_ACCOUNTS.USER_ID.eq(user.value()));
    return held == null ? 0 : held;
  }

  private static <T> List<T> inParallel(int times, Callable<T> call) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures =
          IntStream.range(0, times).mapToObj(_ -> threads.submit(call)).toList();
      return futures.stream().map(CreditCheckTest::result).toList();
    }
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
