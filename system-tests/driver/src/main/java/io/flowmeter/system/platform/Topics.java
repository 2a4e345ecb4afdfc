package io.flowmeter.system.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Reads topics from their beginning, and repeats records, as a stranger to the platform would. */
public final class Topics {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration READ_LIMIT = Duration.ofSeconds(20);

  private final String bootstrapServers;
  private final Client registry;
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

  public Topics(String bootstrapServers, Client registry) {
    this.bootstrapServers = bootstrapServers;
    this.registry = registry;
  }

  /** Everything on the topic by now. */
  public List<Fact> read(String topic) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrapServers);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<Fact> facts = new ArrayList<>();
      long deadline = System.nanoTime() + READ_LIMIT.toNanos();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("the end of " + topic + " is not reached");
        }
        consumer.poll(POLL).forEach(record -> facts.add(fact(record)));
      }
      return facts;
    }
  }

  public List<Fact> about(String topic, String field, String value) {
    return read(topic).stream().filter(fact -> fact.text(field).equals(value)).toList();
  }

  /** Delivers a record once more, byte for byte. */
  public void redeliver(Fact fact) {
    ConsumerRecord<String, byte[]> source = fact.source();
    send(
        new ProducerRecord<>(source.topic(), null, source.key(), source.value(), source.headers()));
  }

  /** What nobody can read. */
  public void sendGarbage(String topic, String key) {
    send(new ProducerRecord<>(topic, key, "no event".getBytes(StandardCharsets.UTF_8)));
  }

  private void send(ProducerRecord<String, byte[]> record) {
    Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "acks", "all");
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(record).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** True when every group that has ever committed on this topic has read it to its end. */
  public boolean isRead(String topic) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      for (GroupListing group : admin.listGroups().all().get()) {
        Map<TopicPartition, OffsetAndMetadata> committed =
            admin.listConsumerGroupOffsets(group.groupId()).partitionsToOffsetAndMetadata().get();
        if (behind(topic, committed)) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean behind(String topic, Map<TopicPartition, OffsetAndMetadata> committed) {
    Map<TopicPartition, Long> read = new HashMap<>();
    committed.forEach(
        (partition, offset) -> {
          if (partition.topic().equals(topic) && offset != null) {
            read.put(partition, offset.offset());
          }
        });
    Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      return consumer.endOffsets(read.keySet()).entrySet().stream()
          .anyMatch(end -> read.getOrDefault(end.getKey(), 0L) < end.getValue());
    }
  }

  /** Confluent's wire format: a zero, the schema's id in four bytes, Avro's binary encoding. */
  private Fact fact(ConsumerRecord<String, byte[]> record) {
    ByteBuffer bytes = ByteBuffer.wrap(record.value());
    byte magic = bytes.get();
    if (magic != 0) {
      throw new AssertionError("no Confluent wire format: first byte " + magic);
    }
    Schema schema = schemas.computeIfAbsent(bytes.getInt(), this::schema);
    Map<String, String> headers = new HashMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    try {
      GenericRecord value =
          new GenericDatumReader<GenericRecord>(schema)
              .read(
                  null,
                  DecoderFactory.get()
                      .binaryDecoder(record.value(), 5, record.value().length - 5, null));
      return new Fact(record, value, headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Schema schema(int id) {
    Reply reply = registry.get("/apis/ccompat/v7/schemas/ids/" + id);
    if (reply.status() != 200) {
      throw new AssertionError("the registry does not know schema " + id + ": " + reply);
    }
    return new Schema.Parser().parse(reply.textAt("schema"));
  }
}
