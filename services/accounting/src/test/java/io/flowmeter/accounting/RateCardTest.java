package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.somebody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateCardTest {
  private static final String PATH = "/api/admin/rate-cards";

  private final RunningService service = RunningService.get();
  private final People people = new People(service);

  @ParameterizedTest(name = "{1} tokens of {0}: {2}")
  @CsvSource({
    "amazon.nova-lite-v1:0, 1500, 1",
    "anything else, 100000, 35",
    "amazon.nova-micro-v1:0, 0, 0",
    "amazon.nova-micro-v1:0, 1, 1",
    "amazon.nova-micro-v1:0, 1000000, 60",
    "meta.llama3-70b-instruct-v1:0, 200000, 62",
    "amazon.titan-text-express-v1, 5000, 2",
    "constructor, 2000, 1",
    "anything else, 9223372036854775807, 3228180212899172"
  })
  void tokens_cost_what_the_models_card_says_rounded_up(String model, long tokens, long credits) {
    var reply = calculate("{\"modelId\":\"%s\",\"tokens\":%d}".formatted(model, tokens));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("credits").longValue()).isEqualTo(credits);
  }

  @Test
  void sent_and_produced_tokens_have_prices_of_their_own() {
    var reply =
        calculate(
            "{\"modelId\":\"amazon.nova-lite-v1:0\",\"inputTokens\":4000,\"outputTokens\":10000}");

    assertThat(reply.json().path("credits").longValue()).isEqualTo(9);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"tokens\":5} | modelId is required",
        "{\"modelId\":\"x\"} | tokens is required",
        "{\"modelId\":\"x\",\"tokens\":-1} | tokens must be a whole number from 0 to",
        "{\"modelId\":\"x\",\"tokens\":1.5} | tokens must be a whole number from 0 to",
        "{\"modelId\":\"x\",\"tokens\":\"5\"} | tokens must be a whole number from 0 to",
        "{\"modelId\":{\"a\":1},\"tokens\":5} | modelId must be a string"
      })
  void what_cannot_be_priced_is_refused(String body, String rule) {
    var reply = calculate(body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message()).startsWith("Valid modelId and tokens required: " + rule);
  }

  @Test
  void a_chatflows_new_price_applies_to_the_next_completion_and_not_to_held_ones() {
    String flow = "flow-" + UUID.randomUUID();
    UserId user = people.registeredWith(100);
    UUID before = UUID.randomUUID();
    assertThat(hold(user, before, flow).json().path("credits").longValue()).isEqualTo(1);

    var card =
        set(
            "{\"chatflowId\":\"%s\",\"kind\":\"flat\",\"creditsPerCompletion\":7,\"reason\":\"dear\"}"
                .formatted(flow));
    var after = hold(user, UUID.randomUUID(), flow).json();
    var repeated = hold(user, before, flow).json();

    assertThat(card.status()).isEqualTo(201);
    assertThat(after.path("credits").longValue()).isEqualTo(7);
    assertThat(after.path("rateCard").path("version")).isEqualTo(card.json().path("version"));
    assertThat(repeated.path("credits").longValue()).isEqualTo(1);
    assertThat(repeated.path("rateCard").path("version").asString()).isEqualTo("flat-1");
  }

  @Test
  void a_price_by_tokens_is_held_in_advance_and_tells_its_rates() {
    String flow = "flow-" + UUID.randomUUID();
    set(
        "{\"chatflowId\":\"%s\",\"kind\":\"tokens\",\"inputPer1000\":0.25,\"outputPer1000\":0.8,\"minimumCredits\":2,\"holdCredits\":9}"
            .formatted(flow));

    var hold = hold(people.registeredWith(100), UUID.randomUUID(), flow).json();

    assertThat(hold.path("credits").longValue()).isEqualTo(9);
    assertThat(hold.path("rateCard").path("kind").asString()).isEqualTo("tokens");
    assertThat(hold.path("rateCard").path("inputPer1000").decimalValue())
        .isEqualByComparingTo("0.25");
    assertThat(hold.path("rateCard").path("outputPer1000").decimalValue())
        .isEqualByComparingTo("0.8");
    assertThat(hold.path("rateCard").path("minimumCredits").longValue()).isEqualTo(2);
  }

  @Test
  void a_card_applies_from_its_moment_until_its_end() {
    String model = "model-" + UUID.randomUUID();
    Instant later = Instant.now().plus(Duration.ofDays(2));
    set(
        "{\"modelId\":\"%s\",\"kind\":\"tokens\",\"inputPer1000\":1,\"outputPer1000\":1,\"minimumCredits\":3,\"validFrom\":\"%s\"}"
            .formatted(model, later));
    String body = "{\"modelId\":\"%s\",\"tokens\":1000}".formatted(model);
    assertThat(calculate(body).json().path("credits").longValue()).as("default").isEqualTo(1);

    set(
        "{\"modelId\":\"%s\",\"kind\":\"tokens\",\"inputPer1000\":1,\"outputPer1000\":1,\"minimumCredits\":5,\"validUntil\":\"%s\"}"
            .formatted(model, later));

    assertThat(calculate(body).json().path("credits").longValue()).isEqualTo(5);
  }

  @Test
  void every_price_there_ever_was_says_who_set_it_and_why() {
    String flow = "flow-" + UUID.randomUUID();
    set(
        "{\"chatflowId\":\"%s\",\"kind\":\"flat\",\"creditsPerCompletion\":2,\"reason\":\"first\"}"
            .formatted(flow));
    set(
        "{\"chatflowId\":\"%s\",\"kind\":\"flat\",\"creditsPerCompletion\":3,\"reason\":\"second\"}"
            .formatted(flow));

    var cards = service.get(PATH, people.admin()).json().path("rateCards").values();

    assertThat(cards)
        .filteredOn(card -> card.path("chatflowId").asString("").equals(flow))
        .extracting(
            card -> card.path("reason").asString(), card -> card.path("createdBy").asString())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("second", "00000000000000000000000a"),
            org.assertj.core.groups.Tuple.tuple("first", "00000000000000000000000a"));
    assertThatThrownBy(() -> service.sql().execute("update rate_cards set hold_credits = 0"))
        .hasMessageContaining("append-only");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "\"kind\":\"flat\" | chatflowId or modelId must be given, not both",
        "\"chatflowId\":\"a\",\"modelId\":\"b\" | chatflowId or modelId must be given, not both",
        "\"chatflowId\":\"a\",\"kind\":\"free\" | kind must be flat or tokens",
        "\"chatflowId\":\"a\",\"kind\":\"flat\",\"creditsPerCompletion\":0.5 | creditsPerCompletion must be a whole number from 0",
        "\"chatflowId\":\"a\",\"kind\":\"tokens\",\"inputPer1000\":-1,\"outputPer1000\":1 | inputPer1000 must be a number from 0",
        "\"chatflowId\":\"a\",\"kind\":\"tokens\",\"inputPer1000\":1 | outputPer1000 must be a number from 0",
        "\"chatflowId\":\"a\",\"kind\":\"tokens\",\"inputPer1000\":0.0000001,\"outputPer1000\":1 | inputPer1000 must be a number from 0",
        "\"chatflowId\":\"a\",\"kind\":\"flat\",\"creditsPerCompletion\":1,\"validFrom\":\"2020-01-01T00:00:00Z\" | validFrom must not be in the past",
        "\"chatflowId\":\"a\",\"kind\":\"flat\",\"creditsPerCompletion\":1,\"validFrom\":\"soon\" | validFrom must be a moment as",
        "\"chatflowId\":\"a\",\"kind\":\"flat\",\"creditsPerCompletion\":1,\"validUntil\":\"2020-01-01T00:00:00Z\" | validUntil must be after validFrom"
      })
  void a_card_that_breaks_a_rule_is_refused(String fields, String rule) {
    var reply = set("{" + fields + "}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message()).startsWith(rule);
  }

  @Test
  void only_administrators_see_and_set_prices() {
    String supervisor = service.token(somebody(), Role.SUPERVISOR);

    assertThat(service.get(PATH, supervisor).status()).isEqualTo(403);
    assertThat(service.post(PATH, supervisor, "{}").status()).isEqualTo(403);
    assertThat(service.get(PATH, null).status()).isEqualTo(401);
  }

  private RunningService.Reply set(String body) {
    return service.post(PATH, people.admin(), body);
  }

  private RunningService.Reply calculate(String body) {
    return service.post("/api/credits/calculate", service.token(somebody(), Role.ENDUSER), body);
  }

  private RunningService.Reply hold(UserId user, UUID completion, String flow) {
    return service.post(
        "/api/credits/holds",
        service.serviceToken(),
        People.holdBody(user, completion).replace("flow-1", flow));
  }
}
