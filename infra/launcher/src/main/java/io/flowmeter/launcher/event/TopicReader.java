package io.flowmeter.launcher.event;

import io.flowmeter.launcher.client.Refusal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads topics as bytes, each partition in its order. */
final class TopicReader implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaConsumer<String, byte[]> consumer;

  TopicReader(Map<String, Object> settings) {
    this.consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** What is done with each record; false is enough. */
  @FunctionalInterface
  interface Reading {
    boolean next(ConsumerRecord<String, byte[]> record) throws InterruptedException;
  }

  Collection<String> topics() {
    return new TreeSet<>(consumer.listTopics(LIMIT).keySet());
  }

  /**
   * @throws Refusal if there is no such topic; the message says which there are
   */
  List<TopicPartition> partitions(String topic) {
    List<TopicPartition> partitions =
        consumer.listTopics(LIMIT).getOrDefault(topic, List.of()).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    if (!partitions.isEmpty()) return partitions;
    throw new Refusal(404, "There is no topic '%s'; there are %s".formatted(topic, topics()));
  }

  /** Returns at the topic's present end. */
  void readAll(String topic, Reading reading) throws InterruptedException {
    List<TopicPartition> partitions = partitions(topic);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    var ends = consumer.endOffsets(partitions, LIMIT);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey(), LIMIT) < end.getValue())) {
      for (var record : consumer.poll(POLL)) {
        if (!reading.next(record)) return;
      }
    }
  }

  /** Goes on for what is to come, until it is enough. */
  void follow(String topic, boolean fromBeginning, Reading reading) throws InterruptedException {
    List<TopicPartition> partitions = partitions(topic);
    consumer.assign(partitions);
    if (fromBeginning) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
    }
    while (true) {
      for (var record : consumer.poll(POLL)) {
        if (!reading.next(record)) return;
      }
    }
  }

  KafkaConsumer<String, byte[]> consumer() {
    return consumer;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
