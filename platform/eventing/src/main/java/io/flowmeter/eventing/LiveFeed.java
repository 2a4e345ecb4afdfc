package io.flowmeter.eventing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Reads all partitions of a topic for this instance alone, from a moment in the past on and for as
 * long as it runs; nothing is committed. For what each instance has to know in memory. Records that
 * cannot be read are left to the service's group, which sets them aside.
 */
public final class LiveFeed implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(LiveFeed.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  /** Before the web server, so that an instance is asked only when it knows what it has to. */
  private static final int PHASE = Integer.MAX_VALUE - 10_000;

  private final Topic topic;
  private final Map<String, Object> settings;
  private final Instant from;
  private final Duration startLimit;
  private final Duration retryPause;
  private final Consumer<SpecificRecord> target;
  private final Supplier<ReceivedDeserializer> values;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  private volatile boolean running;
  private volatile @Nullable KafkaConsumer<String, Received> consumer;
  private Thread worker = Thread.currentThread();

  /**
   * @param from read what was published since
   * @param startLimit how long the start of the service waits for the feed to catch up
   * @param target told each fact, in the order of each key
   */
  LiveFeed(
      Topic topic,
      KafkaSettings kafka,
      Supplier<ReceivedDeserializer> values,
      Instant from,
      Duration startLimit,
      Consumer<SpecificRecord> target) {
    this.topic = topic;
    this.settings = kafka.ungroupedConsumer();
    this.values = values;
    this.from = from;
    this.startLimit = startLimit;
    this.retryPause = kafka.retryPause();
    this.target = target;
  }

  /** Whether all is read that was there when the feed began. */
  public boolean isCaughtUp() {
    return caughtUp.getCount() == 0;
  }

  @Override
  public void start() {
    running = true;
    worker = Thread.ofPlatform().daemon().name("feed-" + topic.topicName()).start(this::run);
    try {
      if (!caughtUp.await(startLimit.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("{} is not read up to now yet", topic.topicName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (running) {
      try (var opened =
          new KafkaConsumer<String, Received>(settings, new StringDeserializer(), deserializer())) {
        consumer = opened;
        read(opened);
      } catch (WakeupException | InterruptException asked) {
        return;
      } catch (RuntimeException e) {
        log.warn("{} cannot be read, trying again: {}", topic.topicName(), e.toString());
        if (!pause()) return;
      } finally {
        consumer = null;
      }
    }
  }

  /** The registry's address is among the settings, which a given instance is not told. */
  private ReceivedDeserializer deserializer() {
    var deserializer = values.get();
    deserializer.configure(settings, false);
    return deserializer;
  }

  private void read(KafkaConsumer<String, Received> opened) {
    List<TopicPartition> partitions =
        opened.partitionsFor(topic.topicName()).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    if (partitions.isEmpty()) throw new IllegalStateException("there is no such topic");
    opened.assign(partitions);
    Map<TopicPartition, Long> ends = opened.endOffsets(partitions);
    seek(opened, partitions, ends);
    while (running) {
      if (!isCaughtUp() && hasReached(opened, ends)) caughtUp.countDown();
      for (var record : opened.poll(isCaughtUp() ? POLL : Duration.ofMillis(50))) {
        if (record.value() instanceof Received.Event(SpecificRecord event, byte[] _)) {
          target.accept(event);
        }
      }
    }
  }

  private void seek(
      KafkaConsumer<String, Received> opened,
      List<TopicPartition> partitions,
      Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> since =
        partitions.stream()
            .collect(Collectors.toMap(partition -> partition, _ -> from.toEpochMilli()));
    Map<TopicPartition, OffsetAndTimestamp> first = opened.offsetsForTimes(since);
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp found = first.get(partition);
      opened.seek(partition, found == null ? ends.getOrDefault(partition, 0L) : found.offset());
    }
  }

  private static boolean hasReached(
      KafkaConsumer<String, Received> opened, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> opened.position(end.getKey()) >= end.getValue());
  }

  private boolean pause() {
    try {
      return !stopped.await(retryPause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Override
  public void stop() {
    running = false;
    stopped.countDown();
    var reading = consumer;
    if (reading != null) reading.wakeup();
    try {
      if (!worker.join(STOP_LIMIT)) worker.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
