package io.flowmeter.accounting.replay;

import io.flowmeter.accounting.inbox.Reading;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.eventing.Received;
import io.flowmeter.eventing.Topic;
import io.flowmeter.events.UsageRecorded;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads the topics as facts: decoding is what it takes, so several partitions are read at once. */
@Component
class FactReader {
  // Reading over a gap of so many records is cheaper than asking for another place.
  private static final long NEAR_RECORDS = 5_000;

  private final FactTopics topics;
  private final CreditReader credits;
  private final RebuildSettings settings;

  FactReader(FactTopics topics, CreditReader credits, RebuildSettings settings) {
    this.topics = topics;
    this.credits = credits;
    this.settings = settings;
  }

  /** Receives one batch after the other; false ends the reading. */
  @FunctionalInterface
  interface Sink {
    boolean take(Shadow.Batch batch);
  }

  /** Reads on from where it was read to, up to the given ends. */
  void read(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to, Sink sink) {
    AtomicBoolean ended = new AtomicBoolean();
    Sink inTurn =
        batch -> {
          synchronized (ended) {
            if (!ended.get() && !sink.take(batch)) ended.set(true);
            return !ended.get();
          }
        };
    try (ExecutorService readers = Executors.newFixedThreadPool(settings.readers())) {
      List<Future<?>> reading = new ArrayList<>();
      for (var share : shares(from, to)) {
        reading.add(readers.submit(() -> readShare(from, share, inTurn)));
      }
      for (Future<?> each : reading) await(each, ended);
    }
  }

  /** The partitions with something to read, the fullest first, dealt out to the readers. */
  private List<Map<TopicPartition, Long>> shares(
      Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {
    List<Map<TopicPartition, Long>> shares = new ArrayList<>();
    for (int i = 0; i < settings.readers(); i++) shares.add(new HashMap<>());
    int next = 0;
    Comparator<Map.Entry<TopicPartition, Long>> fullest =
        Comparator.comparingLong(end -> from.getOrDefault(end.getKey(), 0L) - end.getValue());
    for (var end : to.entrySet().stream().sorted(fullest).toList()) {
      if (end.getValue() <= from.getOrDefault(end.getKey(), 0L)) continue;
      shares.get(next++ % settings.readers()).put(end.getKey(), end.getValue());
    }
    shares.removeIf(Map::isEmpty);
    return shares;
  }

  private static void await(Future<?> reading, AtomicBoolean ended) {
    try {
      reading.get();
    } catch (InterruptedException e) {
      ended.set(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      ended.set(true);
      throw new IllegalStateException("the topics cannot be read: " + e.getCause(), e.getCause());
    }
  }

  private void readShare(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to, Sink sink) {
    try (var consumer = topics.outlineConsumer()) {
      consumer.assign(to.keySet());
      to.keySet().forEach(each -> consumer.seek(each, from.getOrDefault(each, 0L)));
      while (FactTopics.isBefore(consumer, to)) {
        if (!sink.take(nextBatch(consumer, to))) return;
      }
    }
  }

  private Shadow.Batch nextBatch(
      Consumer<String, Received> consumer, Map<TopicPartition, Long> to) {
    var segments = new Segments();
    int records = 0;
    do {
      for (var record : consumer.poll(FactTopics.POLL)) {
        if (record.offset() >= end(to, record)) continue;
        records++;
        StoredFact fact = fact(record);
        if (fact != null) segments.add(fact);
      }
    } while (records < settings.batchRecords() && FactTopics.isBefore(consumer, to));
    Map<TopicPartition, Long> positions = new HashMap<>();
    to.forEach(
        (partition, end) ->
            positions.put(
                partition, Math.min(end, consumer.position(partition, FactTopics.LIMIT))));
    return new Shadow.Batch(segments, records, positions);
  }

  private static long end(Map<TopicPartition, Long> to, ConsumerRecord<?, ?> record) {
    return to.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L);
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
    try (var consumer = topics.consumer()) {
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
      if (Math.abs(next - consumer.position(partition, FactTopics.LIMIT)) > NEAR_RECORDS
          || consumer.position(partition, FactTopics.LIMIT) > next) {
        consumer.seek(partition, next);
      }
      List<ConsumerRecord<String, Received>> found = new ArrayList<>();
      for (var record : consumer.poll(FactTopics.POLL)) {
        if (remaining.remove(record.offset())) found.add(record);
      }
      if (!found.isEmpty()) target.accept(partition.topic(), found);
    }
  }

  private @Nullable StoredFact fact(ConsumerRecord<String, Received> record) {
    if (!(record.value() instanceof Received.Event(var event, byte[] _))) return null;
    if (record.key() == null) return null;
    UserId user;
    Fact fact = null;
    try {
      user = new UserId(record.key());
      if (event instanceof UsageOutline usage) {
        fact = used(usage.occurredAt(), usage.eventId(), usage.credits());
      } else if (event instanceof UsageRecorded usage) {
        fact = used(usage.getOccurredAt(), usage.getEventId(), usage.getCredits());
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
        user,
        fact,
        new StoredFact.Place(
            new TopicPartition(record.topic(), record.partition()), record.offset()));
  }

  private static Fact used(Instant at, UUID eventId, long credits) {
    return new Fact.Used(new Position(at, eventId), Credits.of(credits));
  }
}
