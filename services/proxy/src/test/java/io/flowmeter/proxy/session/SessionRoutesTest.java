package io.flowmeter.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.demo.prediction.Flow;
import io.flowmeter.proxy.Client;
import io.flowmeter.proxy.FakeAccounting;
import io.flowmeter.proxy.TestProxy;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SessionRoutesTest {
  private static final String CHAT = "/api/v1/chat/predict/stream/store";

  private final Client client = Client.of(TestProxy.person());

  @BeforeEach
  void reset() {
    TestProxy.reset();
  }

  @Test
  void sessions_are_listed_newest_first_in_the_predecessors_form() {
    String first = sessionOf(client.stream(ask("first question", "")));
    String second = sessionOf(client.stream(ask("second question", "")));

    JsonNode list = client.get("/api/v1/chat/sessions").json();

    assertThat(list.path("count").asInt()).isEqualTo(2);
    JsonNode newest = list.path("sessions").path(0);
    assertThat(newest.path("session_id").asString()).isEqualTo(second);
    assertThat(newest.path("topic").asString()).isEqualTo("second question");
    assertThat(newest.path("chatflow_id").asString()).isEqualTo(Flow.CONVERSATION.id());
    assertThat(newest.path("created_at").asString())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
    assertThat(newest.has("first_message")).isTrue();
    assertThat(list.path("sessions").path(1).path("session_id").asString()).isEqualTo(first);
  }

  @Test
  void a_history_alternates_between_question_and_answer() throws Exception {
    String session = sessionOf(client.stream(ask("one", "")));
    client.stream(ask("two", session));

    JsonNode history = history(client, session).json();

    assertThat(history.path("count").asInt()).isEqualTo(4);
    assertThat(history.path("history").valueStream().map(m -> m.path("role").asString()))
        .containsExactly("user", "assistant", "user", "assistant");
    assertThat(history.path("history").path(2).path("content").asString()).isEqualTo("two");
    JsonNode answer = history.path("history").path(1);
    assertThat(answer.propertyNames())
        .contains("id", "session_id", "created_at", "file_ids", "has_files", "uploads");
    JsonNode content = JsonMapper.builder().build().readTree(answer.path("content").asString());
    assertThat(content.path(0).path("event").asString()).isEqualTo("token");
  }

  @Test // R7
  void a_session_that_a_client_names_itself_is_reachable() {
    String session = UUID.randomUUID().toString();

    client.stream(ask("hello", session));

    assertThat(history(client, session).json().path("count").asInt()).isEqualTo(2);
  }

  @Test // S12
  void somebody_elses_session_does_not_exist() {
    String session = sessionOf(client.stream(ask("mine", "")));
    Client stranger = Client.of(TestProxy.person());
    TestProxy.reset();

    var read = history(stranger, session);
    var write = stranger.post(CHAT, ask("intruding", session));

    assertThat(read.status()).isEqualTo(404);
    assertThat(write.status()).isEqualTo(404);
    assertThat(write.json().path("detail").asString())
        .isEqualTo("Chat session not found or access denied");
    assertThat(TestProxy.FLOWISE.served()).isEmpty();
    assertThat(TestProxy.ACCOUNTING.holds()).isEmpty();
    assertThat(history(client, session).json().path("count").asInt()).isEqualTo(2);
  }

  @Test
  void an_unknown_session_has_no_history() {
    assertThat(history(client, UUID.randomUUID().toString()).status()).isEqualTo(404);
    assertThat(history(client, "not-a-uuid").status()).isEqualTo(404);
  }

  @Test
  void a_refused_question_leaves_no_session_behind() {
    TestProxy.ACCOUNTING.mode(FakeAccounting.Mode.POOR);

    assertThat(client.post(CHAT, ask("hello", "")).status()).isEqualTo(402);

    assertThat(client.get("/api/v1/chat/sessions").json().path("count").asInt()).isZero();
  }

  @Test
  void a_refused_question_leaves_an_existing_session_as_it_was() {
    String session = sessionOf(client.stream(ask("hello", "")));
    TestProxy.ACCOUNTING.mode(FakeAccounting.Mode.POOR);
    assertThat(client.post(CHAT, ask("again", session)).status()).isEqualTo(402);
    TestProxy.ACCOUNTING.mode(FakeAccounting.Mode.NORMAL);

    assertThat(client.stream(ask("again", session)).names()).endsWith("end");
    assertThat(history(client, session).json().path("count").asInt()).isEqualTo(4);
  }

  @Test
  void a_long_first_question_is_shortened_to_a_topic() {
    client.stream(ask("字".repeat(60), ""));

    assertThat(
            client
                .get("/api/v1/chat/sessions")
                .json()
                .path("sessions")
                .path(0)
                .path("topic")
                .asString())
        .isEqualTo("字".repeat(50) + "...");
  }

  private static Client.Answer history(Client client, String session) {
    return client.get("/api/v1/chat/sessions/" + session + "/history");
  }

  private static String sessionOf(Client.Stream stream) {
    return stream.first("session_id").path("data").asString();
  }

  private static String ask(String question, String session) {
    return "{\"question\":\"%s\",\"chatflow_id\":\"%s\",\"sessionId\":\"%s\"}"
        .formatted(question, Flow.CONVERSATION.id(), session);
  }
}
