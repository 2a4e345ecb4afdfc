package io.flowmeter.accounting.replay;

import io.flowmeter.accounting.inbox.Reading;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.eventing.Envelope;
import io.flowmeter.eventing.KafkaSettings;
import io.flowmeter.eventing.Received;
import io.flowmeter.eventing.Topic;
import io.flowmeter.events.UsageRecorded;
import io.flowmeter.identity.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.stereotype.Component;

/** The topics of facts, read beside live consumption and without moving its offsets. */
@Component
class FactTopics {
  static final List<String> NAMES = List.of(Topic.USERS, Topic.USAGE_NAME, Topic.CREDITS_NAME);

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int BATCH_RECORDS = 10_000;
  // Reading over a gap of so many records is cheaper than asking for another place.
  private static final long NEAR_RECORDS = 5_000;

  private final ConsumerFactory<String, Received> consumers;
  private final Admin admin;
  private final CreditReader credits;
  private final String group;

  FactTopics(
      ConsumerFactory<String, Received> consumers,
      Admin admin,
      CreditReader credits,
      KafkaSettings settings,
      @Value("${spring.application.name}") String service) {
    this.consumers = consumers;
    this.admin = admin;
    this.credits = credits;
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

  /** Receives a batch; false ends the reading. */
  @FunctionalInterface
  interface Sink {
    boolean take(Shadow.Batch batch);
  }

  /** Reads on from where it was read to, up to the given ends. */
  void read(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to, Sink sink) {
    try (var consumer = consumer()) {
      consumer.assign(to.keySet());
      to.keySet().forEach(each -> consumer.seek(each, from.getOrDefault(each, 0L)));
      while (isBefore(consumer, to)) {
        var lines = new StringBuilder(1 << 16);
        int facts = 0;
        int records = 0;
        for (var record : consumer.poll(POLL)) {
          if (record.offset() >= end(to, record)) continue;
          records++;
          StoredFact fact = fact(record);
          if (fact == null) continue;
          facts++;
          Shadow.write(lines, fact, position(record, fact));
        }
        Map<TopicPartition, Long> positions = new HashMap<>();
        to.forEach(
            (partition, end) ->
                positions.put(partition, Math.min(end, consumer.position(partition, LIMIT))));
        if (!sink.take(new Shadow.Batch(lines, facts, records, positions))) return;
      }
    }
  }

  private static long end(Map<TopicPartition, Long> to, ConsumerRecord<?, ?> record) {
    return to.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L);
  }

  private static boolean isBefore(Consumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey(), LIMIT) < end.getValue());
  }

  /** Fetches single records again; batches are of one topic and in its order. */
  void fetch(
      Collection<StoredFact.Place> places,
      BiConsumer<String, List<ConsumerRecord<String, Received>>> target) {
    Map<TopicPartition, Set<Long>> wanted =
        new TreeMap<>(
            Comparator.comparing(TopicPartition::topic)
                .thenComparingInt(TopicPartition::partition));
    places.forEach(
        place ->
            wanted.computeIfAbsent(place.partition(), _ -> new HashSet<>()).add(place.offset()));
    try (var consumer = consumer()) {
      wanted.forEach((partition, offsets) -> fetch(consumer, partition, offsets, target));
    }
  }

  private static void fetch(
      Consumer<String, Received> consumer,
      TopicPartition partition,
      Set<Long> offsets,
      BiConsumer<String, List<ConsumerRecord<String, Received>>> target) {
    consumer.assign(List.of(partition));
    var remaining = new TreeSet<>(offsets);
    while (!remaining.isEmpty()) {
      long next = remaining.getFirst();
      if (Math.abs(next - consumer.position(partition, LIMIT)) > NEAR_RECORDS
          || consumer.position(partition, LIMIT) > next) {
        consumer.seek(partition, next);
      }
      List<ConsumerRecord<String, Received>> found = new ArrayList<>();
      for (var record : consumer.poll(POLL)) {
        if (remaining.remove(record.offset())) found.add(record);
      }
      if (!found.isEmpty()) target.accept(partition.topic(), found);
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

  private @Nullable StoredFact fact(ConsumerRecord<String, Received> record) {
    if (!(record.value() instanceof Received.Event(var event, byte[] _))) return null;
    if (record.key() == null || !UserId.isValid(record.key())) return null;
    Fact fact = null;
    try {
      if (event instanceof UsageRecorded usage) {
        fact =
            new Fact.Used(
                new Position(usage.getOccurredAt(), usage.getEventId()),
                Credits.of(usage.getCredits()));
      } else if (record.topic().equals(Topic.CREDITS_NAME)) {
        if (!(credits.read(event) instanceof Reading.Accepted<CreditFact>(CreditFact accepted))) {
          return null;
        }
        fact = accepted.fact();
      }
    } catch (IllegalArgumentException impossible) {
      // Live consumption sets it aside, too.
      return null;
    }
    return new StoredFact(
        new UserId(record.key()),
        fact,
        new StoredFact.Place(
            new TopicPartition(record.topic(), record.partition()), record.offset()));
  }

  private static Position position(ConsumerRecord<String, Received> record, StoredFact stored) {
    if (stored.fact() != null) return stored.fact().at();
    var envelope = Envelope.of(((Received.Event) record.value()).event());
    return new Position(envelope.occurredAt(), envelope.eventId());
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

  private Consumer<String, Received> consumer() {
    Properties properties = new Properties();
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCH_RECORDS);
    return consumers.createConsumer(group + "-rebuild", "rebuild", "", properties);
  }
}
