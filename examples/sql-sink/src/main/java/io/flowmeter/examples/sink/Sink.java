package io.flowmeter.examples.sink;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Copies facts from topics into tables, each batch with the positions after it. */
final class Sink {
  static final List<String> TOPICS = List.of("proxy.usage.v1", "accounting.credits.v1");
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Store store;
  private final Consumer<String, byte[]> consumer;
  private final Deserializer<GenericRecord> facts;

  Sink(Store store, Consumer<String, byte[]> consumer, Deserializer<GenericRecord> facts)
      throws SQLException {
    this.store = store;
    this.consumer = consumer;
    this.facts = facts;
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : TOPICS) {
      for (var info : consumer.partitionsFor(topic)) {
        partitions.add(new TopicPartition(topic, info.partition()));
      }
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    store.positions().forEach(consumer::seek);
  }

  /** Returns once all that the topics have now is in the tables. */
  void copyToEnd() throws SQLException {
    var ends = consumer.endOffsets(consumer.assignment());
    do {
      List<GenericRecord> batch = new ArrayList<>();
      for (var record : consumer.poll(POLL)) {
        GenericRecord fact = read(record);
        if (fact != null) batch.add(fact);
      }
      Map<TopicPartition, Long> positions = new HashMap<>();
      consumer.assignment().forEach(each -> positions.put(each, consumer.position(each)));
      store.write(batch, positions);
    } while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue()));
  }

  /** Null for what is no fact: accounting, too, sets it aside. */
  private @Nullable GenericRecord read(ConsumerRecord<String, byte[]> record) {
    try {
      return facts.deserialize(record.topic(), record.headers(), record.value());
    } catch (RuntimeException e) {
      System.err.println(
          "%s-%d@%d cannot be read: %s"
              .formatted(record.topic(), record.partition(), record.offset(), e));
      return null;
    }
  }
}
