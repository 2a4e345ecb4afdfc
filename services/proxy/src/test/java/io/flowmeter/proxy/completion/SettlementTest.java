package io.flowmeter.proxy.completion;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.identity.UserId;
import io.flowmeter.proxy.upstream.ChatflowId;
import io.flowmeter.proxy.upstream.Ending;
import io.flowmeter.proxy.upstream.TokenUsage;
import io.flowmeter.proxy.upstream.UpstreamEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.JsonNodeFactory;

class SettlementTest {
  private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");
  private static final Instant END = START.plusMillis(1_250);
  private static final Ending COMPLETE = new Ending.Complete();
  private static final Ending STOPPED = new Ending.Stopped();

  private final Transcript transcript = new Transcript();
  private Price price = Price.flat(new Credits(7), "v1");

  @Test
  void an_answer_costs_the_price_that_was_fixed_when_it_was_authorised() {
    token("hello");

    var settlement = settle(COMPLETE);

    assertThat(settlement.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(settlement.credits()).isEqualTo(new Credits(7));
    assertThat(settlement.duration()).isEqualTo(Duration.ofMillis(1_250));
  }

  @ParameterizedTest
  @CsvSource({"''", "' '", "'\n'"})
  void an_answer_without_a_word_is_free(String text) {
    token(text);

    assertThat(settle(COMPLETE).outcome()).isEqualTo(Outcome.EMPTY);
    assertThat(settle(COMPLETE).credits()).isEqualTo(Credits.NONE);
  }

  @Test
  void a_picture_is_an_answer() {
    var pictures = JsonNodeFactory.instance.arrayNode().add("png");
    transcript.add(UpstreamEvent.of("artifacts", pictures));

    assertThat(settle(COMPLETE).outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @ParameterizedTest
  @EnumSource(Ending.Cause.class)
  void a_failed_upstream_is_free_even_after_some_words(Ending.Cause cause) {
    token("some words");

    var settlement = settle(new Ending.Failed(cause, "why"));

    assertThat(settlement.outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
    assertThat(settlement.credits()).isEqualTo(Credits.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "FREE, true, 0",
    "FREE, false, 0",
    "IF_DELIVERED, true, 7",
    "IF_DELIVERED, false, 0",
    "ALWAYS, true, 7",
    "ALWAYS, false, 7"
  })
  void an_interrupted_answer_costs_what_the_policy_says(
      InterruptionPolicy policy, boolean delivered, long credits) {
    token("some words");

    var settlement = settle(STOPPED, policy, delivered);

    assertThat(settlement.outcome()).isEqualTo(Outcome.INTERRUPTED);
    assertThat(settlement.credits()).isEqualTo(new Credits(credits));
  }

  @Test
  void an_answer_that_was_ended_at_its_hold_costs_what_it_used() {
    price = byTokens(10);
    token("x".repeat(12));

    var settlement = settle(new Ending.Enough());

    assertThat(settlement.outcome()).isEqualTo(Outcome.CREDIT_LIMIT);
    // The question's twelve tokens cost 1.2 credits.
    assertThat(settlement.credits()).isEqualTo(new Credits(12 + 2));
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 3", "10, 2, 3", "10, 3, 4", "11, 3, 5", "20, 3, 5", "1000, 1000, 1100"})
  void by_tokens_a_begun_credit_is_a_whole_one(long input, long output, long credits) {
    price = byTokens(5);
    token("hello");
    transcript.usage(new TokenUsage(input, output, null));

    assertThat(settle(COMPLETE).credits()).isEqualTo(new Credits(credits));
  }

  @Test
  void by_tokens_failures_are_free_and_interruptions_cost_what_came() {
    price = byTokens(50);
    token("x".repeat(20));

    assertThat(settle(new Ending.Failed(Ending.Cause.CUT_OFF, "why")).credits())
        .isEqualTo(Credits.NONE);
    assertThat(settle(STOPPED).credits()).isEqualTo(new Credits(20 + 2));
  }

  @Test
  void reported_tokens_win_over_the_estimate() {
    token("hello");
    transcript.usage(new TokenUsage(100, 20, "model-x"));

    assertThat(settle(COMPLETE).usage()).isEqualTo(new Usage(100, 20, false, "model-x"));
  }

  @Test
  void without_a_report_the_visible_text_is_counted_and_flagged() {
    token("four");

    assertThat(settle(COMPLETE).usage())
        .isEqualTo(new Usage("the question".length(), "four".length(), true, null));
  }

  @Test
  void a_report_of_no_tokens_is_no_report() {
    token("four");
    transcript.usage(new TokenUsage(0, 0, null));

    assertThat(settle(COMPLETE).usage().estimated()).isTrue();
  }

  @Test
  void a_failure_before_the_first_word_used_no_tokens() {
    transcript.notice("Sorry");

    assertThat(settle(new Ending.Failed(Ending.Cause.REFUSED, "500")).usage())
        .isEqualTo(Usage.NONE);
  }

  /** A tenth of a credit for each token sent, one for each produced, at least three. */
  private static Price byTokens(long held) {
    var rate = new Rate.Tokens(new BigDecimal("100"), new BigDecimal("1000"), new Credits(3));
    return new Price(new Credits(held), rate, "v2");
  }

  private void token(String text) {
    transcript.add(UpstreamEvent.of("token", text));
  }

  private Settlement settle(Ending ending) {
    return settle(ending, InterruptionPolicy.IF_DELIVERED, true);
  }

  private Settlement settle(Ending ending, InterruptionPolicy policy, boolean delivered) {
    var completion =
        new Authorised(
            new CompletionId(UUID.randomUUID()),
            new UserId("u1"),
            new ChatflowId("flow"),
            UUID.randomUUID(),
            "the question",
            price,
            START);
    var rules = new Settlement.Rules(policy, String::length);
    return Settlement.of(completion, ending, transcript, delivered, END, rules);
  }
}
