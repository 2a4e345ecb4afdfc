package io.flowmeter.proxy.chat;

import static io.flowmeter.events.CompletionOutcome.EMPTY;
import static io.flowmeter.events.CompletionOutcome.SUCCEEDED;
import static io.flowmeter.events.CompletionOutcome.UPSTREAM_FAILED;
import static io.flowmeter.proxy.chat.ChatBodies.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.demo.prediction.Flow;
import io.flowmeter.demo.script.Behaviour;
import io.flowmeter.events.CompletionOutcome;
import io.flowmeter.events.UsageRecorded;
import io.flowmeter.proxy.Client;
import io.flowmeter.proxy.FakeAccounting;
import io.flowmeter.proxy.TestProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every authorised completion gives exactly one usage fact, whatever happens to it. */
class ChatBillingTest {
  /** Who was charged; looked at again at the end, when a second fact would have come. */
  private static final Set<String> CHARGED = new HashSet<>();

  private final TestProxy.Person person = TestProxy.person();
  private final Client client = Client.of(person);

  @BeforeEach
  void reset() {
    TestProxy.reset();
  }

  @AfterAll
  static void nobody_was_charged_twice() {
    await()
        .during(Duration.ofSeconds(2))
        .until(() -> CHARGED.stream().allMatch(userId -> TestProxy.USAGE.of(userId).size() == 1));
  }

  static Stream<Arguments> endings() {
    long price = FakeAccounting.CREDITS_PER_COMPLETION;
    return Stream.of(
        Arguments.of("success", Behaviour.normal(), SUCCEEDED, price),
        Arguments.of("empty", Behaviour.empty(), EMPTY, 0),
        Arguments.of("upstream 400", Behaviour.failing(400), UPSTREAM_FAILED, 0),
        Arguments.of("upstream 429", Behaviour.failing(429), UPSTREAM_FAILED, 0),
        Arguments.of("upstream 500", Behaviour.failing(500), UPSTREAM_FAILED, 0),
        Arguments.of("error", Behaviour.errorEventAfter(2, "x"), UPSTREAM_FAILED, 0),
        Arguments.of("model cut", Behaviour.modelCutAfter(2), UPSTREAM_FAILED, 0),
        Arguments.of("cut", Behaviour.connectionCutAfter(2), UPSTREAM_FAILED, 0),
        Arguments.of("hang", Behaviour.hanging(), UPSTREAM_FAILED, 0),
        Arguments.of("silence", Behaviour.pausingAfter(2), UPSTREAM_FAILED, 0));
  }

  @ParameterizedTest(name = "{0}") // C9
  @MethodSource("endings")
  void each_ending_has_one_fact_and_its_price(
      String name, Behaviour behaviour, CompletionOutcome outcome, long credits) {
    TestProxy.FLOWISE.behave(behaviour);

    var stream = client.stream(ask("hello"));

    assertThat(stream.names()).endsWith("end");
    UsageRecorded usage = onlyUsage();
    assertThat(usage.getOutcome()).isEqualTo(outcome);
    assertThat(usage.getCredits()).isEqualTo(credits);
    assertThat(TestProxy.ACCOUNTING.holds()).containsExactly(usage.getCompletionId());
    assertThat(usage.getRateCardVersion()).isEqualTo("flat-3");
    assertThat(usage.getSessionId()).isEqualTo(stream.first("session_id").path("data").asString());
    assertThat(TestProxy.FLOWISE.served()).hasSize(1);
  }

  @Test
  void an_agentflow_is_recorded_with_the_tokens_that_it_reports() {
    client.stream(ask(Flow.AGENTFLOW, "hello", ""));

    var served = TestProxy.FLOWISE.served().getLast();
    UsageRecorded usage = onlyUsage();
    assertThat(usage.getTokensEstimated()).isFalse();
    assertThat(usage.getInputTokens()).isEqualTo(served.inputTokens());
    assertThat(usage.getOutputTokens()).isEqualTo(served.outputTokens());
    assertThat(usage.getModel()).isNotEmpty();
  }

  @Test
  void a_flow_that_reports_no_tokens_is_estimated() {
    client.stream(ask("hello"));

    UsageRecorded usage = onlyUsage();
    assertThat(usage.getTokensEstimated()).isTrue();
    assertThat(usage.getInputTokens()).isPositive();
    assertThat(usage.getOutputTokens()).isPositive();
  }

  @Test // R5
  void a_client_that_leaves_gets_its_whole_answer_stored_and_charged() throws IOException {
    TestProxy.FLOWISE.behave(Behaviour.normal().slowTokens(Duration.ofMillis(30)));

    try (var in = client.open(ask("hello"))) {
      assertThat(in.readNBytes(150)).hasSize(150);
    }

    UsageRecorded usage = onlyUsage();
    assertThat(usage.getOutcome()).isEqualTo(SUCCEEDED);
    assertThat(usage.getCredits()).isEqualTo(FakeAccounting.CREDITS_PER_COMPLETION);
    var history = client.get("/api/v1/chat/sessions/" + usage.getSessionId() + "/history").json();
    assertThat(history.path("history").path(1).path("content").asString())
        .contains(TestProxy.FLOWISE.served().getLast().text().replace("\"", "\\\""));
  }

  @Test // C10
  void nothing_is_asked_of_flowise_without_a_hold() {
    TestProxy.ACCOUNTING.mode(FakeAccounting.Mode.POOR);

    var poor = client.post("/api/v1/chat/predict/stream/store", ask("hello"));

    assertThat(poor.status()).isEqualTo(402);
    assertThat(poor.json().path("detail").asString()).isEqualTo("Insufficient credits");
    assertNothingHappened();
  }

  @Test
  void whose_account_is_deactivated_gets_no_answer() {
    TestProxy.ACCOUNTING.mode(FakeAccounting.Mode.INACTIVE);

    assertThat(client.post("/api/v1/chat/predict", ask("hello")).status()).isEqualTo(403);
    assertNothingHappened();
  }

  @Test
  void accounting_that_is_down_is_never_insufficient_credits() {
    TestProxy.ACCOUNTING.mode(FakeAccounting.Mode.BROKEN);

    var down = client.post("/api/v1/chat/predict", ask("hello"));

    assertThat(down.status()).isEqualTo(503);
    assertThat(down.header("Retry-After")).isNotEmpty();
    assertThat(TestProxy.ACCOUNTING.tries()).hasSize(3);
    assertNothingHappened();
  }

  @Test
  void a_hold_that_failed_once_is_tried_again_under_the_same_id() {
    TestProxy.ACCOUNTING.mode(FakeAccounting.Mode.FLAKY);

    assertThat(client.stream(ask("hello")).names()).endsWith("end");

    assertThat(TestProxy.ACCOUNTING.tries()).hasSize(2);
    assertThat(TestProxy.ACCOUNTING.holds()).hasSize(1);
    onlyUsage();
  }

  @Test
  void predict_answers_at_once_with_what_it_cost() {
    var answer = client.post("/api/v1/chat/predict", ask("hello"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("response").asString())
        .isEqualTo(TestProxy.FLOWISE.served().getLast().text());
    var metadata = answer.json().path("metadata");
    assertThat(metadata.path("chatflow_id").asString()).isEqualTo(Flow.CONVERSATION.id());
    assertThat(metadata.path("cost").asLong()).isEqualTo(3);
    assertThat(metadata.path("remaining_credits").asLong()).isEqualTo(97);
    assertThat(metadata.path("user").asString()).isEqualTo(person.caller().username());
    assertThat(metadata.path("streaming").asBoolean()).isTrue();
    onlyUsage();
  }

  @Test
  void a_failed_prediction_is_a_gateway_error_and_free() {
    TestProxy.FLOWISE.behave(Behaviour.failing(500));

    var answer = client.post("/api/v1/chat/predict", ask("hello"));

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.json().path("detail").asString()).startsWith("Chat processing failed: ");
    assertThat(onlyUsage().getCredits()).isZero();
  }

  @Test
  void a_repeated_key_gets_the_stored_answer_and_is_charged_once() {
    String key = person.userId();

    var first = client.stream(ask("hello"), "Idempotency-Key", key);
    var again = client.stream(ask("hello"), "Idempotency-Key", key);

    assertThat(again.text()).isEqualTo(first.text());
    assertThat(again.events().getFirst().path("data"))
        .isEqualTo(first.events().getFirst().path("data"));
    assertThat(again.names()).endsWith("end");
    assertThat(TestProxy.FLOWISE.served()).hasSize(1);
    onlyUsage();
  }

  @Test
  void a_repeated_key_with_another_question_is_refused() {
    String key = person.userId();
    client.stream(ask("hello"), "Idempotency-Key", key);

    var other =
        client.post("/api/v1/chat/predict/stream/store", ask("other"), "Idempotency-Key", key);

    assertThat(other.status()).isEqualTo(422);
    onlyUsage();
  }

  @ParameterizedTest
  @EnumSource(Flow.class)
  void every_flow_is_charged_alike(Flow flow) {
    client.stream(ask(flow, "hello", ""));

    assertThat(onlyUsage().getCredits()).isEqualTo(FakeAccounting.CREDITS_PER_COMPLETION);
  }

  private UsageRecorded onlyUsage() {
    await().until(() -> !TestProxy.USAGE.of(person.userId()).isEmpty());
    CHARGED.add(person.userId());
    return TestProxy.USAGE.of(person.userId()).getFirst();
  }

  private void assertNothingHappened() {
    assertThat(TestProxy.FLOWISE.served()).isEmpty();
    assertThat(TestProxy.ACCOUNTING.holds()).isEmpty();
    assertThat(client.get("/api/v1/chat/sessions").json().path("count").asInt()).isZero();
  }
}
