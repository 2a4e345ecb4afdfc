package io.flowmeter.proxy.chat;

import static io.flowmeter.proxy.chat.ChatBodies.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.demo.prediction.Flow;
import io.flowmeter.demo.script.Behaviour;
import io.flowmeter.events.CompletionOutcome;
import io.flowmeter.events.UsageRecorded;
import io.flowmeter.proxy.Client;
import io.flowmeter.proxy.TestProxy;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers that are priced by their tokens: one credit for each that is produced. */
class TokenPriceTest {
  private static final String CARD =
      """
      {"version":"by-token","kind":"tokens","inputPer1000":0,"outputPer1000":1000,\
      "minimumCredits":1}""";
  private static final long HELD = 8;

  /** A word of the answer may be of several tokens. */
  private static final long LAST_CHUNK = 4;

  private static final String LONG_QUESTION = "tell me more ".repeat(30);

  private final TestProxy.Person person = TestProxy.person();
  private final Client client = Client.of(person);

  @BeforeEach
  void reset() {
    TestProxy.reset();
    TestProxy.FLOWISE.behave(Behaviour.normal().slowTokens(Duration.ofMillis(5)));
  }

  @AfterEach
  void restore() {
    TestProxy.reset();
  }

  @Test
  void an_answer_ends_politely_when_its_hold_is_used_up() {
    TestProxy.ACCOUNTING.card(HELD, CARD);

    var stream = client.stream(ask(LONG_QUESTION));

    assertThat(stream.names()).endsWith("token", "metadata", "end").doesNotContain("error");
    assertThat(stream.first("metadata").path("data").path("finish_reason").asString())
        .isEqualTo("credit_limit");
    assertThat(stream.text()).endsWith(CreditLimitText.NOTICE);
    UsageRecorded usage = usage();
    assertThat(usage.getOutcome()).isEqualTo(CompletionOutcome.CREDIT_LIMIT);
    assertThat(usage.getCredits()).isBetween(HELD, HELD + LAST_CHUNK);
    assertThat(usage.getCredits()).isEqualTo(usage.getOutputTokens());
    assertThat(usage.getRateCardVersion()).isEqualTo("by-token");
  }

  @Test
  void what_was_shown_until_then_is_kept() {
    TestProxy.ACCOUNTING.card(HELD, CARD);

    var shown = client.stream(ask(LONG_QUESTION), "Idempotency-Key", person.userId()).text();
    var again = client.stream(ask(LONG_QUESTION), "Idempotency-Key", person.userId()).text();

    assertThat(again).isEqualTo(shown);
    assertThat(TestProxy.ACCOUNTING.holds()).hasSize(1);
  }

  @Test
  void a_whole_answer_says_that_it_was_ended() {
    TestProxy.ACCOUNTING.card(HELD, CARD);

    var answer = client.post("/api/v1/chat/predict", ask(LONG_QUESTION)).json();

    assertThat(answer.path("metadata").path("finish_reason").asString()).isEqualTo("credit_limit");
    assertThat(answer.path("metadata").path("cost").asLong()).isBetween(HELD, HELD + LAST_CHUNK);
  }

  @ParameterizedTest
  @EnumSource(Flow.class)
  void an_answer_within_its_hold_costs_its_tokens(Flow flow) {
    TestProxy.ACCOUNTING.card(1_000_000, CARD);

    var stream = client.stream(ask(flow, "hello", ""));

    assertThat(stream.text()).isEqualTo(TestProxy.FLOWISE.served().getLast().text());
    UsageRecorded usage = usage();
    assertThat(usage.getOutcome()).isEqualTo(CompletionOutcome.SUCCEEDED);
    assertThat(usage.getCredits()).isEqualTo(usage.getOutputTokens()).isPositive();
  }

  @Test
  void a_failed_upstream_is_free_however_much_it_said() {
    TestProxy.ACCOUNTING.card(1_000_000, CARD);
    TestProxy.FLOWISE.reset();
    TestProxy.FLOWISE.behave(Behaviour.connectionCutAfter(3));

    client.stream(ask(LONG_QUESTION));

    assertThat(usage().getCredits()).isZero();
  }

  private UsageRecorded usage() {
    await().until(() -> !TestProxy.USAGE.of(person.userId()).isEmpty());
    return TestProxy.USAGE.of(person.userId()).getFirst();
  }
}
