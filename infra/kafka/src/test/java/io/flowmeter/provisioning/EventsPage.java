package io.flowmeter.provisioning;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;

/** {@code docs/events.md}: an introduction, and tables made from topics and schemas. */
final class EventsPage {
  private final StringBuilder page = new StringBuilder();

  private EventsPage() {}

  static String document(List<TopicDefinition> topics) throws IOException {
    var events = new EventsPage();
    events.introduction();
    events.topics(topics.stream().filter(topic -> !topic.isForDeadLetters()).toList());
    events.deadLetters(topics.stream().filter(TopicDefinition::isForDeadLetters).toList());
    events.headers();
    events.facts(topics);
    return events.page.toString();
  }

  private void introduction() throws IOException {
    try (InputStream in = EventsPage.class.getResourceAsStream("/events-introduction.md")) {
      page.append(
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
              .replace("\r\n", "\n"));
    }
  }

  private void topics(List<TopicDefinition> topics) {
    line("");
    line("## Topics");
    line("");
    line("| topic | what it is for | facts | written by | read by | partitions | kept |");
    line("|---|---|---|---|---|---|---|");
    for (TopicDefinition topic : topics) {
      row(
          code(topic.name()),
          topic.about(),
          topic.records().stream().map(EventsPage::link).collect(joining(", ")),
          services(topic.writtenBy()),
          services(topic.readBy()),
          Integer.toString(topic.partitions()),
          kept(topic));
    }
  }

  private void deadLetters(List<TopicDefinition> topics) {
    line("");
    line("## Dead letters");
    line("");
    line(
        "A record that a service can neither read nor apply is set aside after its tries: same key, same bytes, same headers and the reason. The person's other records go on.");
    line("");
    line("| topic | written by | partitions | kept |");
    line("|---|---|---|---|");
    for (TopicDefinition topic : topics) {
      row(
          code(topic.name()),
          services(topic.writtenBy()),
          Integer.toString(topic.partitions()),
          kept(topic));
    }
  }

  private void headers() {
    line("");
    line("## Headers");
    line("");
    line("| header | of | meaning |");
    line("|---|---|---|");
    for (RecordHeader header : RecordHeader.values()) {
      row(code(header.key), header.of.words, header.about);
    }
  }

  private void facts(List<TopicDefinition> topics) {
    line("");
    line("## Facts");
    for (TopicDefinition topic : topics) {
      for (TopicDefinition.Subject subject : topic.subjects()) {
        fact(topic, subject, new Schema.Parser().parse(subject.schema()));
      }
    }
  }

  private void fact(TopicDefinition topic, TopicDefinition.Subject subject, Schema schema) {
    line("");
    line("### " + schema.getName());
    line("");
    line(schema.getDoc());
    line("");
    line("Topic %s, subject %s.".formatted(code(topic.name()), code(subject.name())));
    line("");
    line("| field | type | meaning |");
    line("|---|---|---|");
    Map<String, Schema> enums = new LinkedHashMap<>();
    for (Schema.Field field : schema.getFields()) {
      row(code(field.name()), type(field.schema()), field.doc());
      Schema type = field.schema();
      if (type.getType() == Schema.Type.ENUM) enums.putIfAbsent(type.getName(), type);
    }
    for (Schema each : enums.values()) {
      line("");
      line(
          "%s: %s %s"
              .formatted(
                  code(each.getName()),
                  each.getEnumSymbols().stream().map(EventsPage::code).collect(joining(", ")),
                  "(" + each.getDoc() + ")"));
    }
  }

  private static String type(Schema schema) {
    return switch (schema.getType()) {
      case UNION ->
          schema.getTypes().stream()
              .map(each -> each.getType() == Schema.Type.NULL ? "null" : type(each))
              .collect(joining(" or "));
      case ENUM -> schema.getName();
      default -> {
        var logical = schema.getLogicalType();
        String name = schema.getType().getName();
        yield logical == null ? name : "%s (%s)".formatted(logical.getName(), name);
      }
    };
  }

  private static String kept(TopicDefinition topic) {
    if ("compact".equals(topic.configs().get("cleanup.policy"))) return "the last of each key";
    String millis = topic.configs().getOrDefault("retention.ms", "");
    return millis.equals("-1") ? "for ever" : millis + " ms";
  }

  private static String services(List<String> services) {
    return services.isEmpty() ? "nobody of ours" : String.join(", ", services);
  }

  private static String link(String fact) {
    return "[%s](#%s)".formatted(fact, fact.toLowerCase(Locale.ROOT));
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private void row(String... cells) {
    line("| " + String.join(" | ", cells) + " |");
  }

  private void line(String text) {
    page.append(text).append('\n');
  }
}
