package io.flowmeter.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.demo.prediction.Flow;
import io.flowmeter.demo.script.Behaviour;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the predecessor's web client, unchanged, sends, reads and waits for. */
class WebClientTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String PAGE = "http://localhost:3082";

  private final TestProxy.Person person = TestProxy.person();
  private final Client client = Client.of(person);

  @BeforeEach
  void reset() {
    TestProxy.reset();
  }

  static Stream<Arguments> answers() {
    Behaviour normal = Behaviour.normal();
    return Stream.of(
        Arguments.of("streamed", Flow.CONVERSATION, normal),
        Arguments.of("of an agent", Flow.AGENTFLOW, normal),
        Arguments.of("of a flow that does not stream", Flow.WHOLE_ANSWER, normal),
        Arguments.of("late", Flow.CONVERSATION, normal.slowFirstByte(Duration.ofMillis(700))),
        Arguments.of(
            "reported as failed",
            Flow.CONVERSATION,
            Behaviour.errorEventAfter(2, "a \"quote\" and a } are no end")),
        Arguments.of("refused", Flow.CONVERSATION, Behaviour.failing(500)),
        Arguments.of("never begun", Flow.CONVERSATION, Behaviour.hanging()),
        Arguments.of("cut off", Flow.CONVERSATION, Behaviour.connectionCutAfter(2)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers") // R6
  void its_input_is_free_again_and_its_reader_knows_why_however_an_answer_ends(
      String how, Flow flow, Behaviour behaviour) throws Exception {
    TestProxy.FLOWISE.behave(behaviour);

    var page = new Page();
    for (JsonNode event : parsed(bytes(ask(flow, "why } \" { ?")))) page.receive(event);

    assertThat(page.waiting).as(how).isFalse();
    assertThat(page.shown.toString()).isNotBlank();
    assertThat(page.session).isNotEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void its_parser_finds_every_event_and_nothing_else(String how, Flow flow, Behaviour behaviour)
      throws Exception {
    TestProxy.FLOWISE.behave(behaviour);

    String text = bytes(ask(flow, "why } \" { ?"));

    assertThat(parsed(text))
        .as(how)
        .isEqualTo(Client.read(new ByteArrayInputStream(text.getBytes(UTF_8))).events());
  }

  @Test
  void each_call_is_answered_with_the_fields_that_it_reads() {
    String session =
        client.stream(ask(Flow.CONVERSATION, "hello")).first("session_id").path("data").asString();
    Client admin = Client.of(TestProxy.admin());
    admin.post("/api/v1/admin/chatflows/sync", "{}");

    assertThat(client.get("/api/v1/chat/credits").json().propertyNames())
        .contains("credits", "totalCredits");
    assertThat(client.get("/api/v1/chatflows/my-chatflows").json().path(0).propertyNames())
        .contains("id", "name");
    assertThat(client.get("/api/v1/chat/sessions").json().path("sessions").path(0).propertyNames())
        .contains("session_id", "chatflow_id", "topic", "created_at");
    JsonNode history = client.get("/api/v1/chat/sessions/" + session + "/history").json();
    assertThat(history.path("history").path(0).propertyNames())
        .contains("id", "session_id", "role", "content", "created_at", "uploads", "file_ids");
    assertThat(admin.get("/api/v1/admin/chatflows").json().path(0).propertyNames())
        .contains("flowise_id", "name", "sync_status", "deployed", "is_public", "type");
    assertThat(admin.get("/api/v1/admin/chatflows/stats").json().propertyNames())
        .containsExactly("total", "active", "deleted", "error", "last_sync");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "DELETE"})
  void its_page_may_call_from_its_own_address(String method) throws Exception {
    var asked =
        send(
            request("/api/v1/chat/credits")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", PAGE)
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", "authorization,content-type"));

    assertThat(asked.statusCode()).isEqualTo(204);
    assertThat(header(asked, "Access-Control-Allow-Origin")).isEqualTo(PAGE);
    assertThat(header(asked, "Access-Control-Allow-Methods")).contains(method);
    assertThat(header(asked, "Access-Control-Allow-Headers"))
        .contains("Authorization", "Content-Type");
  }

  @Test // S15
  void its_page_may_read_refusals_too_and_no_other_page_may_read_anything() throws Exception {
    var refused = send(request("/api/v1/chat/credits").GET().header("Origin", PAGE));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(header(refused, "Access-Control-Allow-Origin")).isEqualTo(PAGE);

    var other = send(request("/health").GET().header("Origin", "https://evil.example"));
    assertThat(header(other, "Access-Control-Allow-Origin")).isEmpty();
    assertThat(header(other, "Access-Control-Allow-Credentials")).isEmpty();
  }

  /** What the client's store makes of the events: only an end makes it stop waiting. */
  private static final class Page {
    private final StringBuilder shown = new StringBuilder();
    private String session = "";
    private boolean waiting = true;

    void receive(JsonNode event) {
      String data = event.path("data").asString("");
      switch (event.path("event").asString("")) {
        case "session_id" -> session = data;
        case "token" -> shown.append(data);
        case "end" -> waiting = false;
        default -> {}
      }
    }
  }

  /** As the client does it: whatever stands in balanced braces; quotes count outside them too. */
  private static List<JsonNode> parsed(String text) {
    var objects = new ArrayList<JsonNode>();
    int depth = 0;
    int start = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c == '\\') i++;
        quoted = c != '"';
        continue;
      }
      if (c == '"') quoted = true;
      if (c == '{' && depth++ == 0) start = i;
      if (c == '}' && --depth == 0) objects.add(JSON.readTree(text.substring(start, i + 1)));
    }
    return objects;
  }

  private String bytes(String body) throws Exception {
    try (var in = client.open(body)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static String ask(Flow flow, String question) {
    return JSON.createObjectNode()
        .put("chatflow_id", flow.id())
        .put("sessionId", "")
        .put("question", question)
        .toString();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(TestProxy.url(path)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
