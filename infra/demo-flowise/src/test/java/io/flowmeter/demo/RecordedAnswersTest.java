package io.flowmeter.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.demo.prediction.Flow;
import io.flowmeter.demo.prediction.Json;
import io.flowmeter.demo.script.Behaviour;
import io.flowmeter.demo.script.Recording;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo is asked what a real Flowise was asked, and compared with what that one answered. */
class RecordedAnswersTest {
  /** The recorded model repeats the question. */
  private static final DemoFlowise DEMO =
      DemoFlowise.start(Settings.forTests(0), question -> "Echo: " + question);

  private static final Map<String, Flow> FLOWS =
      Map.of(
          "1e9e7154-a02c-45c5-bfc5-a9f308be049e", Flow.CONVERSATION,
          "2f8e870c-3dc1-40db-bd4e-1ac858444305", Flow.AGENTFLOW,
          "47c58553-8717-4a3a-a978-cb8a6d81ea63", Flow.WHOLE_ANSWER,
          "5aa2a624-7090-4414-a629-e3098c195508", Flow.PROTECTED);

  @AfterAll
  static void stop() {
    DEMO.close();
  }

  @BeforeEach
  void normal() {
    DEMO.reset();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01-ping",
        "06-chatflows-streaming",
        "10-prediction-conversation",
        "12-prediction-chatId",
        "16-prediction-agentflow",
        "20-stream-conversation",
        "21-stream-string-true",
        "24-stream-agentflow",
        "40-error-unknown-chatflow",
        "40c-error-not-a-uuid",
        "40d-error-no-id",
        "40g-error-unknown-api-path-no-key",
        "40i-error-chatflow-by-id-unknown",
        "41-error-key-missing",
        "41b-error-key-wrong",
        "41d-error-key-missing-streaming",
        "41e-error-key-wrong-streaming",
        "41i-chatflows-no-key",
        "41j-chatflows-wrong-key",
        "42-error-invalid-json",
        "42b-error-empty-body",
        "42c-no-question",
        "42d-question-number",
        "66-prediction-trailing-slash",
      })
  void answers_as_recorded(String name) {
    assertAnswersAsRecorded(Recording.named(name));
  }

  @ParameterizedTest
  @CsvSource({
    "44-upstream-midcut-streaming, 3, Error: predictionsServices.buildChatflow - terminated",
    "44b-upstream-midcut, 3, Error: predictionsServices.buildChatflow - terminated",
    "44d-upstream-miderr-streaming, 3, Error: predictionsServices.buildChatflow - fake mid-stream failure",
    "43c-upstream-400, 0, Error: predictionsServices.buildChatflow - 400 fake failure 400",
  })
  void a_failing_model_answers_as_recorded(String name, int afterTokens, String message) {
    DEMO.behave(Behaviour.errorEventAfter(afterTokens, message));

    assertAnswersAsRecorded(Recording.named(name));
  }

  @Test
  void a_flow_that_cannot_stream_answers_in_one_piece_whatever_is_asked() {
    Exchange answer =
        Exchange.send(
            DEMO.port(),
            Exchange.post(Flow.WHOLE_ANSWER.id(), "{\"streaming\":true,\"question\":\"hello\"}"));
    Exchange recorded = new Exchange(Recording.named("14-prediction-llmchain").response());

    assertThat(names(answer.head())).isEqualTo(names(recorded.head()));
    assertThat(members(answer.body())).isEqualTo(members(recorded.body()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "20-stream-conversation",
        "18-prediction-agentflow-agent-tool",
        "23-stream-toolagent-usedTools",
        "44g-upstream-429-streaming",
        "45-ratelimit-3",
        "48-client-disconnect"
      })
  void a_replayed_recording_is_the_same_bytes(String name) {
    DEMO.behave(Behaviour.replaying(name));

    Exchange answer = Exchange.send(DEMO.port(), Exchange.post(Flow.CONVERSATION.id(), "{}"));

    assertThat(answer.response()).isEqualTo(Recording.named(name).response());
  }

  private static void assertAnswersAsRecorded(Recording recording) {
    String request = recording.request();
    for (Map.Entry<String, Flow> flow : FLOWS.entrySet()) {
      request = request.replace(flow.getKey(), flow.getValue().id());
    }

    Exchange answer = Exchange.send(DEMO.port(), request);
    Exchange recorded = new Exchange(recording.response());

    assertThat(steady(answer.head())).isEqualTo(steady(recorded.head()));
    if (recorded.isChunked()) {
      assertThat(answer.chunks().stream().map(RecordedAnswersTest::steady).toList())
          .isEqualTo(recorded.chunks().stream().map(RecordedAnswersTest::steady).toList());
      assertThat(answer.ended()).isTrue();
    } else {
      assertThat(steady(answer.body())).isEqualTo(steady(recorded.body()));
    }
  }

  /** Without what differs between any two runs of one server, and the model's own names. */
  private static String steady(String text) {
    return text.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<uuid>")
        .replaceAll("Date: [^\r\n]+", "Date: <date>")
        .replaceAll("\\{\"start\":\\d+,\"end\":\\d+,\"delta\":\\d+}", "<times>")
        .replaceAll("W/\"[0-9a-f]+-[^\"]+\"", "<etag>")
        .replaceAll("Content-Length: \\d{3,}", "Content-Length: <length>")
        .replace("fake-1", "demo-1")
        .replace("You are terse.", "You are a demo")
        .replaceAll("\"(input|prompt)_tokens\":\\d+", "\"$1_tokens\":<n>")
        .replaceAll("\"total_tokens\":\\d+", "\"total_tokens\":<n>")
        .replace("http://127.0.0.1:4010/v1", "http://models.invalid/v1");
  }

  private static List<String> names(String head) {
    return head.lines().skip(1).map(line -> line.substring(0, line.indexOf(':'))).toList();
  }

  private static List<String> members(String json) {
    return List.copyOf(Json.parse(json).propertyNames());
  }
}
