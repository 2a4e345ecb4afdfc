package io.flowmeter.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import io.flowmeter.demo.prediction.Flow;
import io.flowmeter.demo.prediction.Served;
import io.flowmeter.demo.script.Behaviour;
import io.flowmeter.proxy.Client;
import io.flowmeter.proxy.TestProxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What people do with their sessions after the answers. */
class SessionLifeTest {
  private static final String SESSIONS = "/api/v1/chat/sessions";

  private final TestProxy.Person person = TestProxy.person();
  private final Client client = Client.of(person);

  @BeforeEach
  void reset() {
    TestProxy.reset();
  }

  @Test
  void pages_show_each_session_once_and_then_end() {
    var made = new ArrayList<String>();
    for (int i = 0; i < 5; i++) made.addFirst(chat("question " + i, ""));

    var seen = new ArrayList<String>();
    String query = "?limit=2";
    while (true) {
      JsonNode page = client.get(SESSIONS + query).json();
      page.path("sessions").forEach(item -> seen.add(item.path("session_id").asString()));
      if (!page.has("next_cursor")) break;
      query = "?limit=2&cursor=" + page.path("next_cursor").asString();
    }

    assertThat(seen).isEqualTo(made);
    JsonNode unpaged = client.get(SESSIONS).json();
    assertThat(unpaged.propertyNames()).containsExactlyInAnyOrder("sessions", "count");
    assertThat(unpaged.path("count").asInt()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"limit=0", "limit=101", "limit=x", "cursor=x", "cursor=1_2", "limit=1&cursor="})
  void a_page_that_cannot_be_is_refused(String query) {
    assertThat(client.get(SESSIONS + "?" + query).status()).isEqualTo(422);
  }

  @Test
  void a_session_is_renamed() {
    String session = chat("hello", "");
    var renamed = client.patch(SESSIONS + "/" + session, "{\"topic\":\" 新的名字 \"}");
    assertThat(renamed.status()).isEqualTo(200);
    assertThat(renamed.json().path("topic").asString()).isEqualTo("新的名字");
    chat("again", session);
    assertThat(sessions().path(0).path("topic").asString()).isEqualTo("新的名字");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"topic\":null}", "{\"topic\":\" \"}", "{\"topic\":5}", "[]"})
  void a_name_must_be_one(String body) {
    String session = chat("hello", "");
    assertThat(client.patch(SESSIONS + "/" + session, body).status()).isEqualTo(422);
    assertThat(sessions().path(0).path("topic").asString()).isEqualTo("hello");
  }

  @Test
  void a_deleted_session_is_gone_with_its_messages() {
    String kept = chat("kept", "");
    String session = chat("one", "");
    chat("two", session);

    var deleted = client.delete(SESSIONS + "/" + session, "");

    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.json().path("session_id").asString()).isEqualTo(session);
    assertThat(deleted.json().path("messages_deleted").asInt()).isEqualTo(4);
    assertThat(deleted.json().path("user_id").asString()).isEqualTo(person.userId());
    assertThat(client.get(SESSIONS + "/" + session + "/history").status()).isEqualTo(404);
    assertThat(client.delete(SESSIONS + "/" + session, "").status()).isEqualTo(404);
    assertThat(sessions().size()).isEqualTo(1);
    assertThat(history(kept).size()).isEqualTo(2);
    assertThat(stored(session)).allMatch(row -> row.getString("content").equals("[]"));
  }

  @Test
  void the_whole_history_is_deleted() {
    chat("one", "");
    chat("two", "");

    var deleted = client.delete("/api/v1/chat/history", "");

    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.json().path("sessions_deleted").asInt()).isEqualTo(2);
    assertThat(deleted.json().path("messages_deleted").asInt()).isEqualTo(4);
    assertThat(deleted.json().path("user_id").asString()).isEqualTo(person.userId());
    assertThat(sessions().size()).isZero();
    var again = client.delete("/api/v1/chat/history", "");
    assertThat(again.json().path("sessions_deleted").asInt()).isZero();
  }

  @Test
  void what_is_deleted_while_it_is_made_is_charged_once_and_shown_no_more() {
    TestProxy.FLOWISE.behave(Behaviour.normal().slowTokens(Duration.ofMillis(40)));
    String session = UUID.randomUUID().toString();
    var answer = CompletableFuture.supplyAsync(() -> client.stream(ask("hello", session)));
    await().until(() -> !TestProxy.FLOWISE.served().isEmpty());

    assertThat(client.delete(SESSIONS + "/" + session, "").status()).isEqualTo(200);

    assertThat(answer.join().names()).endsWith("end");
    await().until(() -> TestProxy.USAGE.of(person.userId()).size() == 1);
    assertThat(sessions().size()).isZero();
    chat("a new beginning", session);
    assertThat(history(session).size()).isEqualTo(2);
  }

  @Test
  void the_sweep_forgets_what_was_deleted_and_nothing_else() {
    String kept = chat("kept", "");
    String session = chat("hello", "");
    await().until(() -> TestProxy.USAGE.of(person.userId()).size() == 2);
    client.delete(SESSIONS + "/" + session, "");
    var messages =
        new Messages(
            TestProxy.CONTEXT.getBean(MongoDatabase.class),
            Clock.systemUTC(),
            Duration.ofMinutes(-1));

    await()
        .until(
            () -> {
              messages.sweep();
              return stored(session).isEmpty();
            });

    assertThat(history(kept).size()).isEqualTo(2);
  }

  @Test
  void a_deleted_answer_is_not_made_and_charged_again_by_its_key() {
    String key = person.userId();
    var first = client.stream(ask("hello", ""), "Idempotency-Key", key);
    client.delete("/api/v1/chat/history", "");
    client.stream(ask("hello", ""), "Idempotency-Key", key);
    assertThat(first.names()).endsWith("end");
    assertThat(TestProxy.FLOWISE.served()).hasSize(1);
  }

  @Test // S12
  void the_same_session_id_of_two_people_is_two_sessions_upstream() {
    String session = chat("my secret", UUID.randomUUID().toString());
    client.delete(SESSIONS + "/" + session, "");
    var other = Client.of(TestProxy.person());
    assertThat(other.stream(ask("what did I say?", session)).names()).endsWith("end");
    assertThat(TestProxy.FLOWISE.served()).extracting(Served::sessionId).doesNotHaveDuplicates();
  }

  @Test // S12
  void nobody_else_may_rename_delete_or_pin() {
    String session = chat("mine", "");
    String message = history(session).path(1).path("id").asString();
    Client stranger = Client.of(TestProxy.person());

    assertThat(stranger.patch(SESSIONS + "/" + session, "{\"topic\":\"x\"}").status())
        .isEqualTo(404);
    assertThat(stranger.delete(SESSIONS + "/" + session, "").status()).isEqualTo(404);
    assertThat(stranger.put("/api/v1/chat/messages/" + message + "/pin").status()).isEqualTo(404);
    assertThat(stranger.delete("/api/v1/chat/history", "").json().path("messages_deleted").asInt())
        .isZero();

    assertThat(history(session).size()).isEqualTo(2);
  }

  @Test
  void pinned_messages_are_listed_the_latest_first() {
    String session = chat("hello", "");
    String question = history(session).path(0).path("id").asString();
    String answer = history(session).path(1).path("id").asString();

    assertThat(client.put(pin(question)).status()).isEqualTo(200);
    await()
        .pollDelay(Duration.ofMillis(5))
        .untilAsserted(() -> assertThat(client.put(pin(answer)).status()).isEqualTo(200));

    JsonNode pins = client.get("/api/v1/chat/pins").json();
    assertThat(pins.path("count").asInt()).isEqualTo(2);
    assertThat(pins.path("pins").path(0).path("message_id").asString()).isEqualTo(answer);
    assertThat(pins.path("pins").path(1).path("content").asString()).isEqualTo("hello");
    assertThat(pins.path("pins").path(1).path("session_id").asString()).isEqualTo(session);
    assertThat(history(session).path(0).path("pinned").asBoolean()).isTrue();
  }

  @Test
  void a_pin_is_taken_off_and_goes_with_its_session() {
    String session = chat("hello", "");
    String question = history(session).path(0).path("id").asString();
    String answer = history(session).path(1).path("id").asString();
    client.put(pin(question));
    client.put(pin(answer));

    assertThat(client.delete(pin(question), "").status()).isEqualTo(200);
    assertThat(client.delete(pin(question), "").status()).isEqualTo(200);
    assertThat(client.get("/api/v1/chat/pins").json().path("count").asInt()).isEqualTo(1);
    client.delete(SESSIONS + "/" + session, "");

    assertThat(client.get("/api/v1/chat/pins").json().path("count").asInt()).isZero();
    assertThat(client.put(pin(answer)).status()).isEqualTo(404);
    assertThat(client.put(pin("nothing")).status()).isEqualTo(404);
  }

  @Test
  void an_answer_keeps_how_long_it_took() {
    TestProxy.FLOWISE.behave(
        Behaviour.normal().slowFirstByte(Duration.ofMillis(100)).slowTokens(Duration.ofMillis(10)));
    JsonNode answer = history(chat("hello", "")).path(1);
    assertThat(answer.path("first_token_millis").asLong()).isGreaterThanOrEqualTo(100);
    assertThat(answer.path("duration_millis").asLong())
        .isGreaterThan(answer.path("first_token_millis").asLong());
  }

  private static String pin(String message) {
    return "/api/v1/chat/messages/" + message + "/pin";
  }

  private JsonNode sessions() {
    return client.get(SESSIONS).json().path("sessions");
  }

  private JsonNode history(String session) {
    return client.get(SESSIONS + "/" + session + "/history").json().path("history");
  }

  private static List<Document> stored(String session) {
    return TestProxy.CONTEXT
        .getBean(MongoDatabase.class)
        .getCollection("chat_messages")
        .find(Filters.eq("session_id", session))
        .into(new ArrayList<>());
  }

  private String chat(String question, String session) {
    var stream = client.stream(ask(question, session));
    return stream.first("session_id").path("data").asString();
  }

  private static String ask(String question, String session) {
    return "{\"question\":\"%s\",\"chatflow_id\":\"%s\",\"sessionId\":\"%s\"}"
        .formatted(question, Flow.CONVERSATION.id(), session);
  }
}
