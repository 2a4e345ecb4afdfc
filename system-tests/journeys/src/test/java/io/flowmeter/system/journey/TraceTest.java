package io.flowmeter.system.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.system.platform.Demo;
import io.flowmeter.system.platform.Fact;
import io.flowmeter.system.platform.OnPlatform;
import io.flowmeter.system.platform.Person;
import io.flowmeter.system.platform.Platform;
import io.flowmeter.system.platform.Reply;
import io.flowmeter.system.platform.Traces.Span;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The platform's own share is 0: only what a caller samples is recorded. */
@OnPlatform
class TraceTest {
  private static final String CHAT = "/api/v1/chat/predict/stream/store";
  private static final String CALLER = "b7ad6b7169203331";
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Platform platform = Platform.running();

  @Test
  void one_trace_follows_a_chat_through_hold_Flowise_outbox_Kafka_and_booking() {
    Person person = Person.withCredits(5);
    String trace = UUID.randomUUID().toString().replace("-", "");

    Reply reply = ask(person, "00-" + trace + "-" + CALLER + "-01");

    assertThat(reply.status()).isEqualTo(200);
    Fact usage = Settled.once(person, "SUCCEEDED", 1, 4);
    await().atMost(SOON).until(() -> platform.traces().of(trace).size() >= 6);
    List<Span> spans = platform.traces().of(trace);
    assertThat(path(spans))
        .containsExactlyInAnyOrder(
            "flowise-proxy POST " + CHAT + " < the caller",
            "flowise-proxy place hold < POST " + CHAT,
            "accounting-service POST /api/credits/holds < place hold",
            "flowise-proxy ask Flowise < POST " + CHAT,
            "flowise-proxy send proxy.usage.v1 < POST " + CHAT,
            "accounting-service process proxy.usage.v1 < send proxy.usage.v1");
    assertThat(usage.headers().get("traceparent"))
        .isEqualTo("00-%s-%s-01".formatted(trace, id(spans, "send proxy.usage.v1")));
  }

  @Test
  void what_the_caller_does_not_sample_is_not_recorded_but_its_events_tell_of_its_trace() {
    Person person = Person.withCredits(5);
    String trace = UUID.randomUUID().toString().replace("-", "");

    ask(person, "00-" + trace + "-" + CALLER + "-00");

    Fact usage = Settled.once(person, "SUCCEEDED", 1, 4);
    assertThat(usage.headers().get("traceparent")).startsWith("00-" + trace).endsWith("-00");
    assertThat(platform.traces().of(trace)).isEmpty();
  }

  private Reply ask(Person person, String traceparent) {
    return platform
        .proxy()
        .as(person.token())
        .traced(traceparent)
        .post(CHAT, Person.question(Demo.CONVERSATION, "Where does this go?"));
  }

  /** Each span, and after it the one that caused it. */
  private static List<String> path(List<Span> spans) {
    Map<String, String> names =
        spans.stream().collect(Collectors.toMap(Span::id, Span::name, (one, _) -> one));
    names.put(CALLER, "the caller");
    return spans.stream()
        .sorted(Comparator.comparing(Span::name))
        .map(span -> span.service() + " " + span.name() + " < " + names.get(span.parent()))
        .toList();
  }

  private static String id(List<Span> spans, String name) {
    return spans.stream()
        .filter(span -> span.name().equals(name))
        .findAny()
        .map(Span::id)
        .orElseThrow();
  }
}
