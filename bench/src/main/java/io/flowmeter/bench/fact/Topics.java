package io.flowmeter.bench.fact;

import io.flowmeter.bench.platform.Platform;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The platform's topics, for many facts at a time. */
public final class Topics implements AutoCloseable {
  public static final String USERS = "auth.users.v1";
  public static final String CREDIT_REQUESTS = "auth.credit-requests.v1";
  public static final String CREDITS = "accounting.credits.v1";
  public static final String USAGE = "proxy.usage.v1";
  public static final String ALERTS = "accounting.alerts.v1";

  private static final Duration POLL = Duration.ofMillis(100);

  private final String brokers;
  private final Wire wire;
  private final KafkaProducer<String, byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  public Topics(Platform platform) {
    this.brokers = platform.brokers();
    this.wire = new Wire(platform.registry());
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                brokers,
                "acks",
                "all",
                "linger.ms",
                5,
                "batch.size",
                128 * 1024,
                "buffer.memory",
                64L * 1024 * 1024),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** Makes facts, one after another. */
  public interface Source {
    SpecificRecord of(long number);
  }

  /** Returns when the broker has all of them. */
  public void produce(String topic, long count, Source source) {
    for (long number = 0; number < count; number++) send(topic, source.of(number));
    flush();
  }

  /** Goes with the next batch; {@link #flush} tells whether it arrived. */
  public void send(String topic, SpecificRecord event) {
    var _ =
        producer.send(
            record(topic, event),
            (metadata, exception) -> {
              if (exception != null) failure.set(exception);
            });
  }

  /** Returns when the broker has all that was sent. */
  public void flush() {
    producer.flush();
    Exception failed = failure.getAndSet(null);
    if (failed != null) throw new IllegalStateException(failed);
  }

  private ProducerRecord<String, byte[]> record(String topic, SpecificRecord event) {
    String key = text(event, "userId");
    var record = new ProducerRecord<>(topic, key, wire.encode(topic, event));
    header(record, "ce_specversion", "1.0");
    header(record, "ce_id", text(event, "eventId"));
    header(record, "ce_type", event.getSchema().getFullName());
    header(record, "ce_source", "/flowmeter/bench");
    header(record, "ce_time", text(event, "occurredAt"));
    header(record, "ce_subject", key);
    return record;
  }

  private static String text(SpecificRecord event, String field) {
    return String.valueOf(event.get(event.getSchema().getField(field).pos()));
  }

  private static void header(ProducerRecord<?, ?> record, String name, String value) {
    record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads everything that the topics have by now, decodes it, and counts. */
  public long decodeAll(List<String> topics) {
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer, topics);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long count = 0;
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (var record : consumer.poll(POLL)) {
          if (wire.decode(record.value()) != null) count++;
        }
      }
      return count;
    }
  }

  /** Passes on what comes from now on, until the returned handle is closed. */
  public Listening listen(String topic, Consumer<SpecificRecord> listener) {
    return new Listening(topic, listener);
  }

  /** Reads one topic in a thread of its own. */
  public final class Listening implements AutoCloseable {
    private final Thread thread;
    private volatile boolean closing;

    private Listening(String topic, Consumer<SpecificRecord> listener) {
      KafkaConsumer<String, byte[]> consumer = consumer();
      List<TopicPartition> partitions = partitions(consumer, List.of(topic));
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      thread =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (consumer) {
                      while (!closing) {
                        consumer.poll(POLL).forEach(r -> listener.accept(wire.decode(r.value())));
                      }
                    }
                  });
    }

    @Override
    public void close() {
      closing = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private KafkaConsumer<String, byte[]> consumer() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", brokers);
    settings.put("enable.auto.commit", false);
    settings.put("max.poll.records", 5_000);
    settings.put("fetch.min.bytes", 1);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<?, ?> consumer, List<String> topics) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics) {
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    return partitions;
  }

  /** A UUIDv7 of that moment; the number makes it unique within a millisecond. */
  public static UUID eventId(Instant at, long number) {
    long most = (at.toEpochMilli() << 16) | 0x7000L | (number & 0xfff);
    long mixed = (number + 1) * 0x9E3779B97F4A7C15L;
    return new UUID(most, (mixed & 0x3fffffffffffffffL) | 0x8000000000000000L);
  }

  @Override
  public void close() {
    producer.close();
  }
}
