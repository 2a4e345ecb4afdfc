package io.flowmeter.proxy.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.demo.prediction.Flow;
import io.flowmeter.proxy.Client;
import io.flowmeter.proxy.TestProxy;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, in which words, before anything is charged. */
class RequestRulesTest {
  private static final String FLOW = Flow.CONVERSATION.id();
  private static final String[] ROUTES = {
    "/api/v1/chat/predict", "/api/v1/chat/predict/stream", "/api/v1/chat/predict/stream/store"
  };

  private final TestProxy.Person person = TestProxy.person();
  private final Client client = Client.of(person);

  @BeforeEach
  void reset() {
    TestProxy.reset();
  }

  @AfterEach
  void nothing_was_asked_or_held() {
    assertThat(TestProxy.FLOWISE.served()).isEmpty();
    assertThat(TestProxy.ACCOUNTING.tries()).isEmpty();
  }

  static Stream<Arguments> badBodies() {
    return Stream.of(
        Arguments.of("{\"chatflow_id\":\"" + FLOW + "\"}", "question"),
        Arguments.of("{\"question\":\"hi\"}", "chatflow_id"),
        Arguments.of("{\"question\":5,\"chatflow_id\":\"" + FLOW + "\"}", "question"),
        Arguments.of("{\"question\":{\"$ne\":1},\"chatflow_id\":\"" + FLOW + "\"}", "question"),
        Arguments.of("{\"question\":\" \",\"chatflow_id\":\"" + FLOW + "\"}", "question"),
        Arguments.of("{\"question\":null,\"chatflow_id\":\"" + FLOW + "\"}", "question"),
        Arguments.of(
            "{\"question\":\"" + "x".repeat(100_000) + "\",\"chatflow_id\":\"" + FLOW + "\"}",
            "question"),
        Arguments.of("{\"question\":\"hi\",\"chatflow_id\":[\"x\"]}", "chatflow_id"),
        Arguments.of(with("\"history\":\"x\""), "history"),
        Arguments.of(with("\"history\":[{\"role\":\"system\",\"content\":\"x\"}]"), "history"),
        Arguments.of(with("\"history\":[null]"), "history"),
        Arguments.of(with("\"overrideConfig\":[]"), "overrideConfig"),
        Arguments.of(with("\"uploads\":[{\"type\":\"url\",\"data\":\"http://x\"}]"), "uploads"),
        Arguments.of(with("\"sessionId\":7"), "sessionId"));
  }

  private static String with(String field) {
    return "{\"question\":\"hi\",\"chatflow_id\":\"" + FLOW + "\"," + field + "}";
  }

  @ParameterizedTest
  @MethodSource("badBodies")
  void a_bad_field_is_named_in_fastapis_form(String body, String field) {
    for (String route : ROUTES) {
      var answer = client.post(route, body);

      assertThat(answer.status()).isEqualTo(422);
      var item = answer.json().path("detail").path(0);
      assertThat(item.path("loc").path(0).asString()).isEqualTo("body");
      assertThat(item.path("loc").path(1).asString()).isEqualTo(field);
      assertThat(item.path("msg").asString()).isNotEmpty();
      assertThat(item.path("type").asString()).isNotEmpty();
      assertThat(item.has("input")).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "5", "{\"question\":\"a\",\"question\":\"b\"}"})
  void a_body_that_is_no_json_object_is_refused(String body) {
    assertThat(client.post(ROUTES[2], body).status()).isEqualTo(422);
  }

  @ParameterizedTest // C9
  @ValueSource(strings = {"not-a-uuid", "12345678-1234-1234-1234-12345678901", "../../etc"})
  void a_session_id_must_be_a_uuid(String session) {
    var answer = client.post(ROUTES[2], with("\"sessionId\":\"" + session + "\""));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("detail").asString())
        .isEqualTo("Invalid sessionId format. Must be a valid UUID.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000-0000-4000-8000-000000000000", "abc", "../chatflows", "x y"})
  void an_unknown_chatflow_is_not_found(String chatflow) {
    String body = "{\"question\":\"hi\",\"chatflow_id\":\"%s\"}".formatted(chatflow);

    var answer = client.post(ROUTES[2], body);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json().path("detail").asString()).isEqualTo("Chatflow not found");
  }

  @Test
  void without_a_bearer_token_nobody_is_authenticated() {
    var answer = new Client("").post(ROUTES[2], with("\"history\":[]"));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json().path("detail").asString()).isEqualTo("Not authenticated");
  }

  @Test
  void a_token_that_is_not_valid_is_refused() {
    String tampered = person.token().substring(0, person.token().length() - 4) + "AAAA";
    for (String token :
        new String[] {"nonsense", tampered, TestProxy.expiredToken(person.caller())}) {
      var answer = new Client(token).get("/api/v1/chat/sessions");

      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.json().path("detail").asString()).isEqualTo("Invalid or expired token");
      assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    }
  }

  @Test
  void an_unknown_route_and_a_wrong_method_are_json_too() {
    assertThat(client.get("/api/v1/nowhere").status()).isEqualTo(404);
    assertThat(client.get(ROUTES[0]).status()).isEqualTo(405);
  }
}
