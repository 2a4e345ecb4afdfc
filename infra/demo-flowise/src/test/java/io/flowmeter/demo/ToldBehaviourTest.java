package io.flowmeter.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.demo.prediction.Flow;
import io.flowmeter.demo.prediction.Json;
import io.flowmeter.demo.prediction.Served;
import io.flowmeter.demo.script.Behaviour;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ToldBehaviourTest {
  private static final String STREAM =
      "{\"streaming\":true,\"question\":\"a b c\",\"overrideConfig\":{\"sessionId\":\"s1\"}}";
  private static final String WHOLE = "{\"question\":\"a b c\"}";

  private final DemoFlowise demo = DemoFlowise.start(0);

  @AfterEach
  void stop() {
    demo.close();
  }

  @Test
  void the_same_question_has_the_same_answer() {
    assertThat(text(ask(Flow.CONVERSATION, WHOLE))).isEqualTo(text(ask(Flow.CONVERSATION, WHOLE)));
  }

  @Test
  void a_configured_answer_is_given_to_every_question() {
    Settings settings =
        Settings.of(Map.of("DEMO_FLOWISE_ANSWER", "always this"), "--port", "0", "--control");

    try (DemoFlowise fixed = DemoFlowise.start(settings)) {
      Exchange reply = Exchange.send(fixed.port(), Exchange.post(Flow.CONVERSATION.id(), WHOLE));

      assertThat(text(reply)).isEqualTo("always this");
    }
  }

  @Test
  void a_told_status_is_answered_for_the_told_number_of_requests() {
    demo.behave(Behaviour.failing(503).times(1));

    assertThat(ask(Flow.CONVERSATION, WHOLE).head()).startsWith("HTTP/1.1 503 ");
    assertThat(ask(Flow.CONVERSATION, WHOLE).head()).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void a_behaviour_for_one_question_leaves_others_alone() {
    demo.behave(Behaviour.failing(429).forQuestion("a b c"));

    assertThat(ask(Flow.CONVERSATION, "{\"question\":\"else\"}").head()).contains(" 200 ");
    assertThat(ask(Flow.CONVERSATION, WHOLE).head()).contains(" 429 ").contains("Retry-After: 1");
  }

  @Test
  void a_cut_connection_ends_without_the_last_chunk_after_the_told_tokens() {
    demo.behave(Behaviour.connectionCutAfter(2));

    Exchange answer = ask(Flow.CONVERSATION, STREAM);

    assertThat(answer.chunks()).hasSize(3);
    assertThat(answer.ended()).isFalse();
    assertThat(demo.served()).singleElement().extracting(Served::state).isEqualTo(Served.State.CUT);
  }

  @Test
  void a_cut_whole_answer_ends_in_its_middle() {
    demo.behave(Behaviour.connectionCutAfter(0));

    Exchange answer = ask(Flow.CONVERSATION, WHOLE);

    assertThat(answer.head()).contains("200 OK");
    assertThat(answer.body()).startsWith("{\"text\"").doesNotEndWith("}");
  }

  @Test
  void an_empty_completion_has_no_token() {
    demo.behave(Behaviour.empty());

    assertThat(ask(Flow.CONVERSATION, STREAM).chunks())
        .noneMatch(chunk -> chunk.contains("\"token\""))
        .last()
        .isEqualTo("message:\ndata:{\"event\":\"end\",\"data\":\"[DONE]\"}\n\n");
  }

  @Test
  void a_failing_agentflow_tells_which_node_failed() {
    demo.behave(Behaviour.modelCutAfter(1));

    assertThat(ask(Flow.AGENTFLOW, STREAM).chunks())
        .anyMatch(chunk -> chunk.contains("\"event\":\"agentFlowEvent\",\"data\":\"ERROR\""))
        .anyMatch(chunk -> chunk.contains("\"event\":\"error\""))
        .noneMatch(chunk -> chunk.contains("\"event\":\"metadata\""));
  }

  @Test
  void an_unknown_flow_is_never_answered_when_it_should_stream() {
    CompletableFuture<Exchange> asked =
        CompletableFuture.supplyAsync(
            () -> Exchange.send(demo.port(), Exchange.post(new UUID(0, 0).toString(), STREAM)));

    await().until(() -> !demo.served().isEmpty() && state() == Served.State.UNANSWERED);
    assertThat(asked).isNotDone();
    demo.release();

    assertThat(asked.join().response()).isEmpty();
  }

  @Test
  void a_paused_answer_waits_for_its_release() {
    demo.behave(Behaviour.pausingAfter(2));
    CompletableFuture<Exchange> asked =
        CompletableFuture.supplyAsync(() -> ask(Flow.CONVERSATION, STREAM));

    await().until(() -> !demo.served().isEmpty() && state() == Served.State.PAUSED);
    assertThat(demo.served().getFirst().tokensSent()).isEqualTo(2);
    demo.release();

    assertThat(asked.join().ended()).isTrue();
    assertThat(state()).isEqualTo(Served.State.COMPLETED);
  }

  @Test
  void an_answer_goes_on_when_its_client_leaves() throws IOException {
    demo.behave(Behaviour.normal().slowTokens(Duration.ofMillis(5)));
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), demo.port())) {
      byte[] request =
          Exchange.post(Flow.CONVERSATION.id(), STREAM).getBytes(StandardCharsets.UTF_8);
      client.getOutputStream().write(request);
      assertThat(client.getInputStream().read()).isEqualTo('H');
      client.setSoLinger(true, 0);
    }

    await().until(() -> !demo.served().isEmpty() && state() == Served.State.COMPLETED);
    assertThat(demo.served().getFirst().clientGone()).isTrue();
  }

  @Test
  void what_was_served_is_told_with_session_question_and_tokens() {
    ask(Flow.AGENTFLOW, STREAM);

    Served served = demo.served().getFirst();

    assertThat(served.sessionId()).isEqualTo("s1");
    assertThat(served.question()).isEqualTo("a b c");
    assertThat(served.inputTokens()).isEqualTo(7);
    assertThat(served.outputTokens()).isEqualTo(served.text().split(" ", -1).length);
    assertThat(served.completed()).isTrue();
  }

  @Test
  void another_process_steers_it_over_http() {
    control("POST", "behaviours", "{\"fault\":\"status\",\"status\":502,\"times\":1}");
    assertThat(ask(Flow.CONVERSATION, WHOLE).head()).startsWith("HTTP/1.1 502 ");
    ask(Flow.CONVERSATION, WHOLE);

    JsonNode served = Json.parse(utf8(control("GET", "served", "").body()));

    assertThat(served.path("completed").intValue()).isEqualTo(1);
    assertThat(served.path("served").size()).isEqualTo(2);
    assertThat(control("POST", "behaviours", "{\"fault\":\"nonsense\"}").head()).contains(" 400 ");
    control("POST", "reset", "");
    assertThat(demo.served()).isEmpty();
  }

  @Test
  void another_process_counts_what_was_served_page_by_page() {
    control("POST", "behaviours", "{\"fault\":\"status\",\"status\":502,\"times\":1}");
    ask(Flow.CONVERSATION, WHOLE);
    ask(Flow.CONVERSATION, WHOLE);

    JsonNode all = completionsAfter(0);
    JsonNode later = completionsAfter(all.path(0).path("id").longValue());

    assertThat(all.size()).isEqualTo(2);
    assertThat(all.path(0).path("state").stringValue()).isEqualTo("FAILED");
    assertThat(later.size()).isEqualTo(1);
    assertThat(later.path(0).path("state").stringValue()).isEqualTo("COMPLETED");
    assertThat(later.path(0).path("question").stringValue()).isEqualTo("a b c");
  }

  @Test
  void without_permission_nobody_steers_it() {
    try (DemoFlowise plain = DemoFlowise.start(Settings.of(Map.of(), "--port", "0"))) {
      Exchange answer = Exchange.send(plain.port(), "GET /control/served HTTP/1.1\r\n\r\n");

      assertThat(answer.head()).startsWith("HTTP/1.1 401 ");
    }
  }

  private Served.State state() {
    return demo.served().getFirst().state();
  }

  private Exchange ask(Flow flow, String body) {
    return Exchange.send(demo.port(), Exchange.post(flow.id(), body));
  }

  private Exchange control(String method, String what, String body) {
    return Exchange.send(
        demo.port(),
        "%s /control/%s HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(method, what, body.length(), body));
  }

  private JsonNode completionsAfter(long id) {
    Exchange answer = control("GET", "completions/" + id, "");
    return Json.parse(utf8(answer.body())).path("completions");
  }

  private static String text(Exchange answer) {
    return Json.parse(utf8(answer.body())).path("text").stringValue();
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
