package io.flowmeter.system.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.system.platform.Chat;
import io.flowmeter.system.platform.Demo;
import io.flowmeter.system.platform.Fact;
import io.flowmeter.system.platform.OnPlatform;
import io.flowmeter.system.platform.Person;
import io.flowmeter.system.platform.Platform;
import io.flowmeter.system.platform.Reply;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@OnPlatform
class ChatIsBookedOnceTest {
  private final Platform platform = Platform.running();

  @Test
  void a_chat_is_answered_stored_booked_and_published_once() {
    Person person = Person.withCredits(5);

    Chat chat = person.chat(Demo.CONVERSATION, "What is metered?");

    assertThat(chat.answer()).startsWith("You asked: \"What is metered?\"");
    assertThat(chat.names()).contains("session_id", "token", "metadata").endsWith("end");
    Fact usage = Settled.once(person, "SUCCEEDED", 1, 4);
    assertThat(usage.text("chatflowId")).isEqualTo(Demo.CONVERSATION);
    assertThat(usage.text("sessionId")).isEqualTo(chat.sessionId());
    assertThat(usage.headers()).containsKeys("ce_id", "ce_type", "ce_source", "traceparent");
    assertThat(usage.headers()).containsEntry("ce_id", usage.text("eventId"));
    Reply history =
        platform
            .proxy()
            .as(person.token())
            .get("/api/v1/chat/sessions/" + chat.sessionId() + "/history");
    assertThat(history.status()).isEqualTo(200);
    assertThat(history.at("count").intValue()).isEqualTo(2);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              Reply credits = platform.proxy().as(person.token()).get("/api/v1/chat/credits");
              assertThat(credits.at("credits").longValue()).isEqualTo(4);
            });
  }

  @Test
  void an_agentflow_reports_the_tokens_that_it_used() {
    Person person = Person.withCredits(5);

    person.chat(Demo.AGENTFLOW, "one two three");

    Fact usage = Settled.once(person, "SUCCEEDED", 1, 4);
    assertThat(usage.number("inputTokens")).isEqualTo(7);
    assertThat(usage.number("outputTokens")).isPositive();
    assertThat(usage.value().get("tokensEstimated")).isEqualTo(false);
  }

  @Test
  void a_flow_that_cannot_stream_is_answered_as_a_stream_all_the_same() {
    Person person = Person.withCredits(5);

    Chat chat = person.chat(Demo.WHOLE_ANSWER, "all at once");

    assertThat(chat.answer()).startsWith("You asked: \"all at once\"");
    assertThat(chat.names()).endsWith("end");
    Settled.once(person, "SUCCEEDED", 1, 4);
  }

  @Test
  void a_model_that_fails_in_the_middle_ends_the_stream_and_costs_nothing() {
    Person person = Person.withCredits(5);
    platform
        .demo()
        .behave(
            "{\"question\":\"fail for %s\",\"fault\":\"model-failure\",\"afterTokens\":2}"
                .formatted(person.username()));

    Chat chat = person.chat(Demo.CONVERSATION, "fail for " + person.username());

    assertThat(chat.names()).contains("error").endsWith("end");
    Settled.once(person, "UPSTREAM_FAILED", 0, 5);
  }

  @Test
  void redelivered_events_change_nothing() {
    Person person = Person.withCredits(5);
    person.chat(Demo.CONVERSATION, "Tell me once");
    Fact usage = Settled.once(person, "SUCCEEDED", 1, 4);
    List<Fact> registered = platform.topics().about("auth.users.v1", "userId", person.userId());
    List<Fact> credits =
        platform.topics().about("accounting.credits.v1", "userId", person.userId());
    long entries = platform.books().entries();
    assertThat(registered).isNotEmpty();
    assertThat(credits).isNotEmpty();

    for (int i = 0; i < 3; i++) {
      platform.topics().redeliver(usage);
      registered.forEach(platform.topics()::redeliver);
      credits.forEach(platform.topics()::redeliver);
    }

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                platform.topics().isRead(Settled.USAGE)
                    && platform.topics().isRead("auth.users.v1"));
    assertThat(person.balance()).isEqualTo(4);
    assertThat(platform.books().entries()).isEqualTo(entries);
    Settled.assertBalanced(platform.books());
  }

  /**
   * On a machine so busy that an answer to a credit check is lost, what it holds stays held for a
   * while: answered or held, it is exactly ten.
   */
  @Test
  void of_a_thousand_chats_at_once_on_a_balance_of_ten_exactly_ten_are_answered() {
    Person person = Person.withCredits(10);
    String question = "race of " + person.username();

    List<CompletableFuture<Reply>> asked =
        IntStream.range(0, 1_000)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> untilDecided(person, question),
                        task -> Thread.ofVirtual().start(task)))
            .toList();
    List<Integer> statuses = asked.stream().map(reply -> reply.join().status()).toList();

    int answered = Collections.frequency(statuses, 200);
    assertThat(Collections.frequency(statuses, 402)).isEqualTo(1_000 - answered);
    assertThat(platform.demo().states(question)).hasSize(answered).containsOnly("COMPLETED");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(platform.books().usageRecords(person.userId())).isEqualTo(answered));
    assertThat(answered + platform.books().openHolds(person.userId())).isEqualTo(10);
    assertThat(platform.books().spent(person.userId())).isEqualTo(answered);
    assertThat(person.balance()).isEqualTo(10 - answered);
  }

  /** Asks again where it was told to come later, as clients do: a busy machine is no decision. */
  private static Reply untilDecided(Person person, String question) {
    return await()
        .atMost(Duration.ofMinutes(1))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> person.ask(Demo.CONVERSATION, question), reply -> reply.status() != 503);
  }
}
