package io.flowmeter.torture.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.torture.platform.Books;
import io.flowmeter.torture.platform.Topics;
import io.flowmeter.torture.platform.Upstream;
import io.flowmeter.torture.truth.Chat;
import io.flowmeter.torture.truth.Person;
import io.flowmeter.torture.truth.Truth;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;

/** A check that nothing fails proves nothing: each loss and each double is found. */
class ChatRulesTest {
  private final Truth truth = new Truth();
  private final Person person = new Person("anna");
  private final Chat chat = person.chat(Chat.Kind.PLAIN);

  @Test
  void an_answer_that_is_charged_once_breaks_no_rule() {
    chat.accepted();
    chat.answered();

    assertThat(broken(List.of("COMPLETED"), List.of("e1 SUCCEEDED 1"), List.of("e1"))).isEmpty();
  }

  @Test
  void a_failed_one_that_is_free_breaks_no_rule() {
    assertThat(broken(List.of("CUT"), List.of("e1 UPSTREAM_FAILED 0"), List.of("e1"))).isEmpty();
  }

  @Test
  void a_usage_that_was_lost_is_found() {
    assertThat(broken(List.of("COMPLETED"), List.of(), List.of()))
        .containsExactly("what Flowise served has its UsageRecorded");
  }

  @Test
  void a_usage_that_was_not_booked_is_found() {
    assertThat(broken(List.of("COMPLETED"), List.of("e1 SUCCEEDED 1"), List.of()))
        .containsExactly("each UsageRecorded is booked exactly once");
  }

  @Test
  void a_second_usage_of_one_completion_is_found() {
    assertThat(
            broken(
                List.of("COMPLETED"),
                List.of("e1 SUCCEEDED 1", "e2 SUCCEEDED 1"),
                List.of("e1", "e2")))
        .containsExactly("a completion has one UsageRecorded");
  }

  @Test
  void a_completion_that_was_asked_for_twice_is_found() {
    assertThat(broken(List.of("COMPLETED", "COMPLETED"), List.of("e1 SUCCEEDED 1"), List.of("e1")))
        .containsExactly("a completion is asked of Flowise once");
  }

  @Test
  void an_answer_for_nothing_is_found() {
    chat.answered();

    assertThat(broken(List.of("COMPLETED"), List.of("e1 INTERRUPTED 0"), List.of("e1")))
        .containsExactly("an answer that was delivered whole is charged");
  }

  @Test
  void a_price_for_nothing_is_found() {
    assertThat(broken(List.of(), List.of("e1 INTERRUPTED 1"), List.of("e1")))
        .containsExactly("what was not served is free");
    assertThat(broken(List.of("FAILED"), List.of("e1 UPSTREAM_FAILED 1"), List.of("e1")))
        .contains("a completion costs what came of it");
  }

  /**
   * @param served how each time ended
   * @param usages id, outcome and credits of each
   * @param booked their ids
   */
  private List<String> broken(List<String> served, List<String> usages, List<String> booked) {
    Evidence evidence =
        new Evidence(
            Map.of(
                chat.name(),
                served.stream().map(state -> new Upstream.Served(1, chat.name(), state)).toList()),
            Map.of(chat.sessionId(), usages.stream().map(ChatRulesTest::usage).toList()),
            Map.of(
                chat.sessionId(),
                booked.stream().map(id -> new Books.Usage(chat.sessionId(), id, "u1", 1)).toList()),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            List.of());
    new ChatRules(truth, evidence).check(chat);
    return truth.broken().stream().map(Truth.Broken::rule).toList();
  }

  private static Topics.Fact usage(String words) {
    List<String> values = Stream.of(words.split(" ", -1)).toList();
    var schema =
        SchemaBuilder.record("UsageRecorded")
            .fields()
            .requiredString("eventId")
            .requiredString("outcome")
            .requiredString("credits")
            .endRecord();
    return new Topics.Fact(
        Topics.USAGE,
        new GenericRecordBuilder(schema)
            .set("eventId", values.get(0))
            .set("outcome", values.get(1))
            .set("credits", values.get(2))
            .build());
  }
}
