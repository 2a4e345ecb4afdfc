package io.flowmeter.provisioning;

import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * One entry of {@code topics.yaml}. {@code writtenBy} and {@code readBy} are names of services,
 * {@code records} simple names of the facts that it carries.
 */
public record TopicDefinition(
    String name,
    String about,
    String key,
    int partitions,
    Map<String, String> configs,
    List<String> writtenBy,
    List<String> readBy,
    List<String> records) {

  private static final String DEAD_LETTERS = ".dlt";
  private static final String EVENTS_PACKAGE = "io.flowmeter.events.";

  public TopicDefinition {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a topic needs a name");
    }
    if (partitions < 1) {
      throw new IllegalArgumentException(name + ": partitions must be 1 or more");
    }
    configs = Map.copyOf(configs);
    writtenBy = List.copyOf(writtenBy);
    readBy = List.copyOf(readBy);
    records = List.copyOf(records);
  }

  List<Subject> subjects() {
    return records.stream().map(this::subject).toList();
  }

  /** Whether it holds what another topic's consumers set aside. */
  boolean isForDeadLetters() {
    return name.endsWith(DEAD_LETTERS);
  }

  /**
   * The schema is taken from the generated class and not from the {@code .avsc}: producers find
   * their schema in the registry by its exact text, and theirs is the generated one.
   */
  private Subject subject(String recordName) {
    Schema schema = SpecificData.get().getSchema(eventClass(recordName));
    return new Subject(name + "-" + schema.getFullName(), schema.toString());
  }

  private Class<?> eventClass(String recordName) {
    try {
      return Class.forName(EVENTS_PACKAGE + recordName);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          name + ": no schema is called " + recordName + " in schemas/avro", e);
    }
  }

  /** A registry subject (TopicRecordName strategy) and the schema that belongs under it. */
  record Subject(String name, String schema) {}
}
