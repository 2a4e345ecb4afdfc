package io.flowmeter.launcher.event;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A record that a service has set aside, with the headers that say where it came from and why. */
record DeadLetter(ConsumerRecord<String, byte[]> record) {
  static final String SUFFIX = ".dlt";
  private static final String REASON = "dlt_reason";
  private static final String GROUP = "dlt_group";
  private static final String TOPIC = "dlt_topic";
  private static final String PARTITION = "dlt_partition";
  private static final String OFFSET = "dlt_offset";

  /** Its place on the topic of dead letters, by which it can be named. */
  String place() {
    return "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset());
  }

  TopicPartition partition() {
    return new TopicPartition(record.topic(), record.partition());
  }

  String topic() {
    return header(TOPIC, record.topic().replaceFirst("\\.dlt$", ""));
  }

  String origin() {
    return "%s-%s@%s".formatted(topic(), header(PARTITION, "?"), header(OFFSET, "?"));
  }

  String group() {
    return header(GROUP, "?");
  }

  String reason() {
    return header(REASON, "no reason given");
  }

  /**
   * The record as it was: same key, bytes and headers, and the partition where the others of its
   * key are.
   *
   * @param partitions that its topic has now
   */
  ProducerRecord<String, byte[]> original(int partitions) {
    RecordHeaders headers = new RecordHeaders(record.headers());
    for (String ours : List.of(REASON, GROUP, TOPIC, PARTITION, OFFSET)) headers.remove(ours);
    String partition = header(PARTITION, "");
    boolean known = partition.matches("\\d{1,6}") && Integer.parseInt(partition) < partitions;
    return new ProducerRecord<>(
        topic(), known ? Integer.valueOf(partition) : null, record.key(), record.value(), headers);
  }

  ObjectNode json() {
    return JsonMapper.shared()
        .createObjectNode()
        .put("place", place())
        .put("topic", topic())
        .put("origin", origin())
        .put("key", record.key())
        .put("group", group())
        .put("reason", reason());
  }

  private String header(String name, String otherwise) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? otherwise
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
