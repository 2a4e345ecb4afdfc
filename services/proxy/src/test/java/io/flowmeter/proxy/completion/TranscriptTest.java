package io.flowmeter.proxy.completion;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.proxy.upstream.UpstreamEvent;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class TranscriptTest {
  private final Transcript transcript = new Transcript();

  @Test
  void tokens_are_joined_until_another_event_comes_between() {
    token("a");
    token("b");
    event("usedTools");
    token("c");

    assertThat(transcript.content())
        .isEqualTo("[{\"event\":\"token\",\"data\":\"ab\"},{\"event\":\"token\",\"data\":\"c\"}]");
    assertThat(transcript.answer()).isEqualTo("abc");
  }

  @Test
  void a_notice_is_shown_but_is_no_answer() {
    transcript.notice("Sorry");

    assertThat(transcript.shown()).isEqualTo("Sorry");
    assertThat(transcript.answer()).isEmpty();
    assertThat(transcript.hasAnswer()).isFalse();
  }

  @Test
  void of_events_that_repeat_what_came_before_only_the_last_is_kept() {
    event("agentFlowExecutedData");
    event("nextAgentFlow");
    event("agentFlowExecutedData");

    assertThat(transcript.others())
        .extracting(UpstreamEvent::name)
        .containsExactly("nextAgentFlow", "agentFlowExecutedData");
  }

  @Test
  void what_is_kept_of_an_endless_answer_is_bounded() {
    for (int i = 0; i < 30; i++) token("x".repeat(100_000));

    assertThat(transcript.shown()).hasSize(2_000_000);
    assertThat(transcript.answer()).hasSize(2_000_000);
  }

  private void token(String text) {
    transcript.add(UpstreamEvent.of("token", text));
  }

  private void event(String name) {
    transcript.add(UpstreamEvent.of(name, JsonNodeFactory.instance.arrayNode().add(1)));
  }
}
