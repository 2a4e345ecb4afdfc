package io.flowmeter.accounting.replay;

import io.flowmeter.eventing.KafkaSettings;
import io.flowmeter.eventing.Received;
import io.flowmeter.eventing.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.stereotype.Component;

/** The topics of facts, read beside live consumption and without moving its offsets. */
@Component
class FactTopics {
  static final List<String> NAMES = List.of(Topic.USERS, Topic.USAGE_NAME, Topic.CREDITS_NAME);

  static final Duration POLL = Duration.ofMillis(200);
  static final Duration LIMIT = Duration.ofSeconds(10);

  private final ConsumerFactory<String, Received> consumers;
  private final Admin admin;
  private final RebuildSettings rebuild;
  private final String group;

  FactTopics(
      ConsumerFactory<String, Received> consumers,
      Admin admin,
      KafkaSettings settings,
      RebuildSettings rebuild,
      @Value("${spring.application.name}") String service) {
    this.consumers = consumers;
    this.admin = admin;
    this.rebuild = rebuild;
    this.group = settings.groupId().isBlank() ? service : settings.groupId();
  }

  Map<TopicPartition, Long> ends() {
    try (var consumer = consumer()) {
      return consumer.endOffsets(partitions(consumer, NAMES), LIMIT);
    }
  }

  /**
   * Refuses topics that cannot be all there is: a ledger rebuilt from them would lack what they
   * have lost.
   */
  void requireComplete() {
    try (var consumer = consumer()) {
      var partitions = partitions(consumer, NAMES);
      var ends = consumer.endOffsets(partitions, LIMIT);
      consumer
          .beginningOffsets(partitions, LIMIT)
          .forEach(
              (partition, first) -> {
                if (first > 0) {
                  throw new IllegalStateException(
                      "%s begins at offset %d: older facts are gone".formatted(partition, first));
                }
              });
      consumed()
          .forEach(
              (partition, next) -> {
                if (next > ends.getOrDefault(partition, Long.MAX_VALUE)) {
                  throw new IllegalStateException(
                      "%s ends before what was consumed of it: it is not the topic that it was"
                          .formatted(partition));
                }
              });
    }
  }

  /** Up to where live consumption has given facts their effect, at least. */
  Map<TopicPartition, Long> consumed() {
    try {
      Map<TopicPartition, Long> offsets = new HashMap<>();
      admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
          .forEach(
              (partition, offset) -> {
                if (offset != null) offsets.put(partition, offset.offset());
              });
      return offsets;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the consumer group's offsets cannot be read", e);
    }
  }

  /** What live consumption could not book, as its dead letters say. */
  Set<StoredFact.Place> setAside() {
    Set<StoredFact.Place> places = new HashSet<>();
    try (var consumer = consumer()) {
      var partitions = partitions(consumer, NAMES.stream().map(name -> name + ".dlt").toList());
      var ends = consumer.endOffsets(partitions, LIMIT);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (isBefore(consumer, ends)) {
        for (var letter : consumer.poll(POLL)) {
          if (!group.equals(header(letter.headers(), "dlt_group"))) continue;
          places.add(place(letter.headers()));
        }
      }
    }
    return places;
  }

  private static StoredFact.Place place(Headers headers) {
    return new StoredFact.Place(
        new TopicPartition(
            header(headers, "dlt_topic"), Integer.parseInt(header(headers, "dlt_partition"))),
        Long.parseLong(header(headers, "dlt_offset")));
  }

  private static String header(Headers headers, String name) {
    var header = headers.lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  static boolean isBefore(Consumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey(), LIMIT) < end.getValue());
  }

  private static List<TopicPartition> partitions(Consumer<?, ?> consumer, List<String> topics) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics) {
      for (var info : consumer.partitionsFor(topic, LIMIT)) {
        partitions.add(new TopicPartition(topic, info.partition()));
      }
    }
    return partitions;
  }

  Consumer<String, Received> consumer() {
    return consumer(new Properties());
  }

  /** Of usages it has only what the fold needs, where the deserializer can do so. */
  Consumer<String, Received> outlineConsumer() {
    Properties properties = new Properties();
    properties.put("apicurio.registry.avro-datum-provider", UsageOutline.Readers.class.getName());
    return consumer(properties);
  }

  private Consumer<String, Received> consumer(Properties properties) {
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, rebuild.pollRecords());
    properties.put(
        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
        Math.toIntExact(rebuild.fetchSize().toBytes()));
    return consumers.createConsumer(group + "-rebuild", "rebuild", "", properties);
  }
}
