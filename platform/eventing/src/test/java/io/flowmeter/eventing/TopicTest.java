package io.flowmeter.eventing;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.provisioning.TopicDefinition;
import io.flowmeter.provisioning.TopicDefinitions;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
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

  @Test
  void the_definitions_name_the_services_whose_code_writes_a_topic_and_reads_it()
      throws IOException {
    for (Topic topic : Topic.values()) {
      Set<String> facts =
          definition(topic.topicName()).records().stream()
              .map(fact -> "\\b" + fact + "\\.newBuilder\\(")
              .collect(toSet());
      Set<String> reading = new HashSet<>(Set.of("\\bTopic\\." + constant(topic) + "\\b"));
      if (topic == Topic.AUTH_USERS) reading.add("\\bRevocationPlatform\\b");

      assertThat(definition(topic.topicName()).writtenBy())
          .as(topic.topicName())
          .isEqualTo(servicesWith(facts));
      assertThat(definition(topic.topicName()).readBy())
          .as(topic.topicName())
          .isEqualTo(servicesWith(reading));
      assertThat(definition(topic.dlt()).writtenBy())
          .as(topic.dlt())
          .isEqualTo(servicesWith(reading));
    }
  }

  /** The services whose sources have one of these, in alphabetical order. */
  private static List<String> servicesWith(Set<String> patterns) throws IOException {
    Pattern any = Pattern.compile(String.join("|", patterns));
    List<String> found = new ArrayList<>();
    for (String service : List.of("accounting", "auth", "proxy")) {
      try (var files = Files.walk(Path.of("../../services", service, "src/main/java"))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          if (!any.matcher(Files.readString(file)).find()) continue;
          found.add(service);
          break;
        }
      }
    }
    return found;
  }

  /** The name of the constant that listeners give for it. */
  private static String constant(Topic topic) {
    return Arrays.stream(Topic.class.getFields())
        .filter(field -> field.getType() == String.class)
        .filter(field -> topic.topicName().equals(value(field)))
        .map(Field::getName)
        .findAny()
        .orElseThrow();
  }

  private static Object value(Field constant) {
    try {
      return constant.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private TopicDefinition definition(String name) {
    return defined.stream().filter(topic -> topic.name().equals(name)).findAny().orElseThrow();
  }
}
