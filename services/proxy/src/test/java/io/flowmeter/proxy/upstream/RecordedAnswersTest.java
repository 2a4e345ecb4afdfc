package io.flowmeter.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.demo.DemoFlowise;
import io.flowmeter.demo.prediction.Flow;
import io.flowmeter.demo.script.Behaviour;
import io.flowmeter.proxy.http.HttpPool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

/** The bytes that a real Flowise once sent, sent again. */
class RecordedAnswersTest {
  private static final Duration SHORT = Duration.ofMillis(800);

  private static DemoFlowise upstream;
  private static CloseableHttpClient http;
  private static Watches watches;
  private static Flowise flowise;

  private final Heard heard = new Heard();

  @BeforeAll
  static void start() {
    upstream = DemoFlowise.start(0);
    var second = Duration.ofSeconds(1);
    http = new HttpPool(10, second, Duration.ofSeconds(20), Duration.ofSeconds(4)).open();
    watches = new Watches();
    flowise = at(upstream.baseUrl() + "/api/v1");
  }

  private static Flowise at(String url) {
    var servers = new FlowiseServers(FlowiseServer.parse(url, upstream.apiKey()));
    return new Flowise(http, servers, settings(url), watches);
  }

  private static FlowiseSettings settings(String url) {
    var second = Duration.ofSeconds(1);
    return new FlowiseSettings(
        url,
        upstream.apiKey(),
        10,
        second,
        second,
        SHORT,
        SHORT,
        Duration.ofSeconds(3),
        Duration.ofSeconds(4),
        second,
        second,
        DataSize.ofMegabytes(1),
        DataSize.ofMegabytes(1));
  }

  @AfterEach
  void reset() {
    upstream.reset();
  }

  @AfterAll
  static void stop() throws IOException {
    http.close();
    watches.close();
    upstream.close();
  }

  @Test
  void a_streamed_conversation_arrives_event_by_event() {
    Ending ending = replay("20-stream-conversation", true);

    assertThat(ending).isEqualTo(new Ending.Complete());
    assertThat(heard.names())
        .containsExactly("start", "token", "token", "token", "token", "metadata");
    assertThat(heard.text()).isEqualTo("Echo: hello brave world");
    assertThat(heard.usage).isNull();
  }

  @Test
  void an_agentflow_reports_its_tokens_summed_over_its_nodes() {
    assertThat(replay("24-stream-agentflow", true)).isEqualTo(new Ending.Complete());

    assertThat(heard.text()).isEqualTo("Echo: hello agent");
    assertThat(heard.usage).isEqualTo(new TokenUsage(5, 3, "fake-1"));
  }

  @Test
  void a_node_that_used_tools_counts_each_of_its_calls_once() {
    assertThat(replay("18-prediction-agentflow-agent-tool", false))
        .isEqualTo(new Ending.Complete());

    assertThat(heard.usage).isEqualTo(new TokenUsage(5 + 6, 4 + 4, "fake-1"));
  }

  @Test
  void no_system_prompt_address_or_credential_passes() {
    replay("24-stream-agentflow", true);
    var agent = String.join("", heard.json());
    replay("18-prediction-agentflow-agent-tool", false);
    var tool = String.join("", heard.json());

    assertThat(agent + tool)
        .doesNotContain("You are terse")
        .doesNotContain("Use tools.")
        .doesNotContain("basepath")
        .doesNotContain("127.0.0.1:4010")
        .doesNotContain("FLOWISE_CREDENTIAL_ID")
        .doesNotContain("a4fa2837-03f1-4cab-bc21-88434c134fcb")
        .doesNotContainIgnoringCase("modelConfig");
    assertThat(agent).contains("llmAgentflow_0").contains("\"content\":\"Echo: hello agent\"");
  }

  @Test
  void a_whole_answer_is_told_in_the_form_of_a_stream() {
    assertThat(replay("10-prediction-conversation", false)).isEqualTo(new Ending.Complete());

    assertThat(heard.names()).containsExactly("token", "metadata");
    assertThat(heard.text()).isEqualTo("Echo: hello brave world");
  }

  @Test
  void used_tools_are_told_of_in_either_form() {
    replay("23-stream-toolagent-usedTools", true);
    assertThat(heard.names()).contains("usedTools");
    heard.events.clear();

    replay("15-prediction-toolagent-usedTools", false);
    assertThat(heard.names()).contains("usedTools");
  }

  @Test
  void an_error_in_mid_stream_ends_it_as_reported() {
    Ending ending = replay("44-upstream-midcut-streaming", true);

    assertThat(ending)
        .isEqualTo(
            new Ending.Failed(
                Ending.Cause.REPORTED, "Error: predictionsServices.buildChatflow - terminated"));
    assertThat(heard.names()).containsExactly("start", "token", "token", "token", "error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"41d-error-key-missing-streaming", "43b-upstream-401-streaming"})
  void an_error_as_the_only_event_is_reported(String recording) {
    assertThat(replay(recording, true))
        .isInstanceOfSatisfying(
            Ending.Failed.class,
            failed -> assertThat(failed.cause()).isEqualTo(Ending.Cause.REPORTED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"40-error-unknown-chatflow", "43-upstream-401", "45-ratelimit-3"})
  void a_status_that_is_no_answer_is_refused(String recording) {
    assertThat(replay(recording, false))
        .isInstanceOfSatisfying(
            Ending.Failed.class,
            failed -> assertThat(failed.cause()).isEqualTo(Ending.Cause.REFUSED));
    assertThat(heard.events).isEmpty();
  }

  @Test
  void a_page_is_no_answer() {
    assertThat(replay("01-ping", false))
        .isInstanceOfSatisfying(
            Ending.Failed.class,
            failed -> assertThat(failed.cause()).isEqualTo(Ending.Cause.UNREADABLE));
  }

  @Test
  void a_call_that_is_never_answered_ends_in_time() {
    upstream.behave(Behaviour.hanging());

    assertThat(ask(true)).isEqualTo(timedOut(Ending.Cause.NO_FIRST_BYTE));
  }

  @Test
  void a_stream_that_falls_silent_ends_in_time() {
    upstream.behave(Behaviour.pausingAfter(2));

    assertThat(ask(true)).isEqualTo(timedOut(Ending.Cause.FELL_SILENT));
    assertThat(heard.text()).isNotEmpty();
  }

  @Test
  void a_stream_that_never_ends_is_ended() {
    upstream.behave(Behaviour.normal().slowTokens(Duration.ofMillis(300)));

    assertThat(ask(true)).isEqualTo(timedOut(Ending.Cause.TOOK_TOO_LONG));
  }

  @Test
  void who_asked_may_stop_listening() {
    upstream.behave(Behaviour.normal().slowTokens(Duration.ofMillis(100)));
    Watch watch = flowise.watch();
    watch.stopAfter(Duration.ofMillis(250));

    assertThat(flowise.ask(question(true), watch, heard)).isEqualTo(new Ending.Stopped());
  }

  @Test
  void a_stream_without_its_end_event_was_cut_off() {
    upstream.behave(Behaviour.connectionCutAfter(2));

    assertThat(ask(true))
        .isInstanceOfSatisfying(
            Ending.Failed.class,
            failed -> assertThat(failed.cause()).isEqualTo(Ending.Cause.CUT_OFF));
  }

  @Test
  void a_server_that_is_not_there_is_unreachable() {
    var nowhere = at("http://127.0.0.1:1");

    assertThat(nowhere.ask(question(true), nowhere.watch(), heard))
        .isInstanceOfSatisfying(
            Ending.Failed.class,
            failed -> assertThat(failed.cause()).isEqualTo(Ending.Cause.UNREACHABLE));
  }

  @Test // R3
  void a_question_is_asked_once_whatever_happens() {
    upstream.behave(Behaviour.connectionCutAfter(0));

    ask(true);

    assertThat(upstream.served()).hasSize(1);
  }

  private static Ending timedOut(Ending.Cause cause) {
    return new Ending.Failed(cause, "no answer within the time limit");
  }

  private Ending replay(String recording, boolean streaming) {
    upstream.behave(Behaviour.replaying(recording).times(1));
    return ask(streaming);
  }

  private Ending ask(boolean streaming) {
    return flowise.ask(question(streaming), flowise.watch(), heard);
  }

  private static Ask question(boolean streaming) {
    return new Ask(
        new ChatflowId(Flow.CONVERSATION.id()), "hello", UUID.randomUUID(), List.of(), streaming);
  }

  private static final class Heard implements Listener {
    private final List<UpstreamEvent> events = new ArrayList<>();
    private @Nullable TokenUsage usage;

    @Override
    public void event(UpstreamEvent event) {
      events.add(event);
    }

    @Override
    public void usage(TokenUsage latest) {
      usage = latest;
    }

    List<String> names() {
      return events.stream().map(UpstreamEvent::name).toList();
    }

    List<String> json() {
      return events.stream().map(UpstreamEvent::json).toList();
    }

    String text() {
      var text = new StringBuilder();
      for (UpstreamEvent event : events) if (event.is("token")) text.append(event.text());
      return text.toString();
    }
  }
}
