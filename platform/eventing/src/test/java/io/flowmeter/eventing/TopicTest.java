package io.flowmeter.eventing;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.provisioning.TopicDefinition;
import io.flowmeter.provisioning.TopicDefinitions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TopicTest {
  private final List<TopicDefinition> defined = TopicDefinitions.load();

  @Test
  void code_and_definitions_name_the_same_topics_each_with_its_dead_letters() {
    assertThat(defined.stream().map(TopicDefinition::name))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Topic.values())
                .flatMap(topic -> Stream.of(topic.topicName(), topic.dlt()))
                .toList());
  }

  @Test
  void code_and_definitions_agree_on_the_facts_of_each_topic() {
    for (Topic topic : Topic.values()) {
      assertThat(definition(topic.topicName()).records())
          .containsExactlyInAnyOrderElementsOf(
              topic.records().stream().map(Class::getSimpleName).toList());
      assertThat(definition(topic.dlt()).partitions())
          .isEqualTo(definition(topic.topicName()).partitions());
    }
  }

  @Test
  void facts_are_kept_for_ever_and_only_the_derived_balances_are_compacted() {
    for (var topic : defined) {
      boolean derived = topic.name().equals(Topic.BALANCES_NAME);
      assertThat(topic.configs())
          .containsEntry("retention.ms", "-1")
          .containsEntry("cleanup.policy", derived ? "compact" : "delete");
    }
  }

  private TopicDefinition definition(String name) {
    return defined.stream().filter(topic -> topic.name().equals(name)).findAny().orElseThrow();
  }
}
