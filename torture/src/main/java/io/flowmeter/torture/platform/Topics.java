package io.flowmeter.torture.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Reads topics, and delivers again what was delivered, as a stranger to the platform. */
public final class Topics {
  public static final String USAGE = "proxy.usage.v1";
  public static final String CREDITS = "accounting.credits.v1";
  public static final String USERS = "auth.users.v1";

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration READ_LIMIT = Duration.ofMinutes(2);
  private static final int REPEATED_AT_MOST = 20;

  private final Map<String, Object> settings;
  private final Api registry;
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

  Topics(String bootstrapServers, Api registry) {
    this.settings =
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "default.api.timeout.ms", 15_000,
            "request.timeout.ms", 10_000);
    this.registry = registry;
  }

  public record Fact(String topic, GenericRecord value) {
    public String name() {
      return value.getSchema().getName();
    }

    public String text(String field) {
      return String.valueOf(value.get(field));
    }
  }

  public List<Fact> read(String topic) {
    return records(topic).stream().map(this::fact).toList();
  }

  /** Everything that was set aside, from whatever topic. */
  public List<String> deadLetters() {
    List<String> topics;
    try (var consumer = consumer()) {
      topics = consumer.listTopics().keySet().stream().filter(t -> t.endsWith(".dlt")).toList();
    }
    return topics.stream()
        .flatMap(topic -> records(topic).stream())
        .map(record -> "%s of %s".formatted(record.topic(), record.key()))
        .toList();
  }

  private List<ConsumerRecord<String, byte[]>> records(String topic) {
    try (var consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
      long deadline = System.nanoTime() + READ_LIMIT.toNanos();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        if (System.nanoTime() > deadline) throw new KafkaException("not read to its end: " + topic);
        consumer.poll(POLL).forEach(records::add);
      }
      return records;
    }
  }

  /**
   * Delivers some of the topic's last records once more, byte for byte. Tells how many.
   *
   * @throws KafkaException if the broker does not answer
   */
  public int redeliver(String topic, RandomGenerator random) {
    Map<String, Object> producing = new HashMap<>(settings);
    producing.put("acks", "all");
    producing.put("max.block.ms", 10_000);
    producing.remove("default.api.timeout.ms");
    try (var consumer = consumer();
        var producer =
            new KafkaProducer<>(producing, new StringSerializer(), new ByteArraySerializer())) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      TopicPartition chosen = partitions.get(random.nextInt(partitions.size()));
      consumer.assign(List.of(chosen));
      long end = consumer.endOffsets(List.of(chosen)).getOrDefault(chosen, 0L);
      consumer.seek(chosen, Math.max(0, end - 1 - random.nextInt(REPEATED_AT_MOST)));
      int repeated = 0;
      for (var record : consumer.poll(POLL.multipliedBy(5))) {
        // Closing the producer sends them; one that is lost has not been delivered again.
        var _ =
            producer.send(
                new ProducerRecord<>(topic, null, record.key(), record.value(), record.headers()));
        repeated++;
      }
      return repeated;
    }
  }

  /**
   * Moves a group that is away back by up to this many records in each partition. Tells whether the
   * broker took it.
   */
  public boolean rewind(String group, int records) {
    try (Admin admin = Admin.create(settings)) {
      var committed = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      Map<TopicPartition, OffsetAndMetadata> earlier = new HashMap<>();
      committed.forEach(
          (partition, offset) ->
              earlier.put(
                  partition, new OffsetAndMetadata(Math.max(0, offset.offset() - records))));
      admin.alterConsumerGroupOffsets(group, earlier).all().get();
      return true;
    } catch (ExecutionException stillThere) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Records that some group has yet to read. */
  public long lag() {
    try (Admin admin = Admin.create(settings);
        var consumer = consumer()) {
      long lag = 0;
      for (var group : admin.listGroups().all().get()) {
        var read =
            admin.listConsumerGroupOffsets(group.groupId()).partitionsToOffsetAndMetadata().get();
        for (var end : consumer.endOffsets(read.keySet()).entrySet()) {
          OffsetAndMetadata offset = read.get(end.getKey());
          lag += end.getValue() - (offset == null ? 0 : offset.offset());
        }
      }
      return lag;
    } catch (ExecutionException e) {
      throw new KafkaException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }

  private KafkaConsumer<String, byte[]> consumer() {
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<String, byte[]> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  /** Confluent's wire format: a zero, the schema's id in four bytes, Avro's binary encoding. */
  private Fact fact(ConsumerRecord<String, byte[]> record) {
    byte[] bytes = record.value();
    Schema schema = schemas.computeIfAbsent(ByteBuffer.wrap(bytes, 1, 4).getInt(), this::schema);
    try {
      var decoder = DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null);
      return new Fact(
          record.topic(), new GenericDatumReader<GenericRecord>(schema).read(null, decoder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Schema schema(int id) {
    Reply reply = registry.get("/apis/ccompat/v7/schemas/ids/" + id).expect(200);
    return new Schema.Parser().parse(reply.at("schema"));
  }
}
