package io.flowmeter.accounting;

import io.flowmeter.embedded.TestInfrastructure;
import io.flowmeter.eventing.Received;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.kafka.core.ConsumerFactory;

/** Looks at topics as somebody else would, and puts things there that our publisher would not. */
final class TopicReader {
  private final RunningService service;

  TopicReader(RunningService service) {
    this.service = service;
  }

  /** All events of one person on a topic, in their order. */
  @SuppressWarnings("unchecked") // the bean's own type
  List<SpecificRecord> events(String topic, String key) {
    ConsumerFactory<String, Received> factory = service.bean(ConsumerFactory.class);
    try (var consumer = factory.createConsumer("test-" + UUID.randomUUID(), "")) {
      return all(consumer, topic, key).stream()
          .map(record -> ((Received.Event) record.value()).event())
          .toList();
    }
  }

  List<ConsumerRecord<String, byte[]>> records(String topic, String key) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", TestInfrastructure.kafka().bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      return all(consumer, topic, key);
    }
  }

  static String header(ConsumerRecord<String, byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  void produce(String topic, String key, byte[] value) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers", TestInfrastructure.kafka().bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <V> List<ConsumerRecord<String, V>> all(
      Consumer<String, V> consumer, String topic, String key) {
    var partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    var ends = consumer.endOffsets(partitions);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    List<ConsumerRecord<String, V>> found = new ArrayList<>();
    while (partitions.stream()
        .anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
      for (var record : consumer.poll(Duration.ofMillis(200))) {
        if (key.equals(record.key())) found.add(record);
      }
    }
    return found;
  }
}
