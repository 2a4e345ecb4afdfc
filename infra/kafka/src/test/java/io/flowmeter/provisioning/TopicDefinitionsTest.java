package io.flowmeter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowmeter.events.UsageRecorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class TopicDefinitionsTest {

  private final List<TopicDefinition> definitions = TopicDefinitions.load();

  @Test
  void the_topics_are_those_of_the_design_each_with_its_dead_letters() {
    assertThat(definitions)
        .extracting(TopicDefinition::name)
        .containsExactlyInAnyOrder(
            "auth.users.v1",
            "auth.users.v1.dlt",
            "auth.audit.v1",
            "auth.audit.v1.dlt",
            "auth.credit-requests.v1",
            "auth.credit-requests.v1.dlt",
            "proxy.usage.v1",
            "proxy.usage.v1.dlt",
            "accounting.credits.v1",
            "accounting.credits.v1.dlt",
            "accounting.balances.v1",
            "accounting.balances.v1.dlt",
            "accounting.alerts.v1",
            "accounting.alerts.v1.dlt");
  }

  @Test
  void only_what_is_derived_is_compacted_and_facts_are_kept_for_ever() {
    assertThat(definitions)
        .allSatisfy(
            topic ->
                assertThat(topic.configs())
                    .containsEntry("retention.ms", "-1")
                    .containsEntry(
                        "cleanup.policy",
                        topic.name().equals("accounting.balances.v1") ? "compact" : "delete"));
  }

  @Test
  void dead_letters_have_as_many_partitions_as_what_they_come_from() {
    for (TopicDefinition topic : definitions) {
      assertThat(topic.partitions()).as(topic.name()).isEqualTo(6);
    }
  }

  @Test
  void every_fact_is_on_exactly_one_topic() throws IOException {
    try (Stream<Path> schemas = Files.list(Path.of("../../schemas/avro"))) {
      List<String> facts =
          schemas
              .map(path -> String.valueOf(path.getFileName()))
              .filter(name -> name.endsWith(".avsc"))
              .map(name -> name.replace(".avsc", ""))
              .toList();

      assertThat(definitions.stream().flatMap(topic -> topic.records().stream()))
          .containsExactlyInAnyOrderElementsOf(facts);
    }
  }

  @Test
  void a_subject_is_topic_and_record_and_holds_the_schema_that_producers_write_with() {
    TopicDefinition.Subject subject =
        definitions.stream()
            .filter(topic -> topic.name().equals("proxy.usage.v1"))
            .findFirst()
            .orElseThrow()
            .subjects()
            .getFirst();

    assertThat(subject.name()).isEqualTo("proxy.usage.v1-io.flowmeter.events.UsageRecorded");
    assertThat(subject.schema()).isEqualTo(UsageRecorded.getClassSchema().toString());
    assertThat(new Schema.Parser().parse(subject.schema()))
        .isEqualTo(UsageRecorded.getClassSchema());
  }

  @Test
  void a_record_without_a_schema_is_refused() {
    TopicDefinition topic =
        new TopicDefinition(
            "some.topic", "", "userId", 6, Map.of(), List.of(), List.of(), List.of("Nonsense"));

    assertThatThrownBy(topic::subjects)
        .hasMessage("some.topic: no schema is called Nonsense in schemas/avro");
  }
}
