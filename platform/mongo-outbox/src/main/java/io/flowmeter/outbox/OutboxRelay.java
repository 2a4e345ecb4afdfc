package io.flowmeter.outbox;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import io.flowmeter.eventing.EventCodec;
import io.flowmeter.eventing.EventPublisher;
import io.flowmeter.eventing.OutgoingEvent;
import io.flowmeter.outbox.MongoOutbox.Signal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.TimeoutException;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Publishes the pending events of documents and pulls them out once the broker has them.
 *
 * <p>Any number of instances may run: each publishes at once what it committed itself, and after a
 * grace period what anybody left behind. Two may then publish the same event, which consumers
 * dedupe by its id; the events of one document are always sent in their order.
 */
final class OutboxRelay implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);

  private final MongoDatabaseFactory mongo;
  private final EventPublisher publisher;
  private final BlockingQueue<Signal> signals;
  private final OutboxSettings settings;
  private final Clock clock;
  private final Counter published;
  private final Counter failures;
  private final AtomicLong oldestMillis;

  private volatile boolean running;
  private Thread worker = Thread.currentThread();
  private Instant nextPoll = Instant.MIN;
  private boolean polledBefore;

  OutboxRelay(
      MongoDatabaseFactory mongo,
      EventPublisher publisher,
      BlockingQueue<Signal> signals,
      OutboxSettings settings,
      Clock clock,
      MeterRegistry metrics) {
    this.mongo = mongo;
    this.publisher = publisher;
    this.signals = signals;
    this.settings = settings;
    this.clock = clock;
    this.published = metrics.counter("flowmeter.outbox.published");
    this.failures = metrics.counter("flowmeter.outbox.failures");
    this.oldestMillis = new AtomicLong();
    metrics.gauge("flowmeter.outbox.oldest.millis", oldestMillis);
  }

  @Override
  public void start() {
    running = true;
    worker = Thread.ofVirtual().name("outbox-relay").start(this::run);
  }

  private void run() {
    Duration pause = settings.retryPause();
    boolean indexed = false;
    while (running) {
      try {
        if (!indexed) indexed = index();
        relayNext();
        pause = settings.retryPause();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        // The driver tells in its own way that stop() interrupted it.
        if (!running) return;
        failures.increment();
        log.warn("outbox waits {} ms: {}", pause.toMillis(), e.toString());
        if (!sleep(pause)) return;
        pause = min(pause.multipliedBy(2), max(settings.poll(), settings.retryPause()));
      }
    }
  }

  private boolean index() {
    for (String collection : settings.collections()) {
      String _ =
          database()
              .getCollection(collection)
              .createIndex(
                  Indexes.ascending(path(MongoOutbox.COMMITTED_AT)),
                  new IndexOptions().name("outbox_committed_at").sparse(true));
    }
    return true;
  }

  private void relayNext() throws InterruptedException {
    Duration untilPoll = Duration.between(clock.instant(), nextPoll);
    if (untilPoll.isPositive()) {
      Signal first = signals.poll(untilPoll.toMillis(), TimeUnit.MILLISECONDS);
      if (first == null) return;
      relaySignalled(first);
      // What comes alone is not delayed; many that come one by one share their round trips.
      Thread.sleep(settings.batchWait());
      return;
    }
    for (String collection : settings.collections()) relayLeftBehind(collection);
    // Only after a full round: what a killed instance left behind is published at once after a
    // start.
    polledBefore = true;
    nextPoll = clock.instant().plus(settings.poll());
  }

  private void relaySignalled(Signal first) {
    Set<Signal> batch = new LinkedHashSet<>();
    batch.add(first);
    int _ = signals.drainTo(batch, settings.batchDocuments() - 1);
    try {
      var byCollection =
          batch.stream()
              .collect(
                  Collectors.groupingBy(
                      Signal::collection,
                      Collectors.mapping(Signal::documentId, Collectors.toList())));
      byCollection.forEach((collection, ids) -> relay(collection, Filters.in("_id", ids)));
    } catch (RuntimeException e) {
      batch.forEach(signals::offer);
      throw e;
    }
  }

  private void relayLeftBehind(String collection) {
    Instant before =
        polledBefore ? clock.instant().minus(settings.grace()) : clock.instant().plusSeconds(1);
    int found;
    do {
      found = relay(collection, Filters.lt(path(MongoOutbox.COMMITTED_AT), Date.from(before)));
    } while (found == settings.batchDocuments() && running);
  }

  /** Publishes what the found documents have pending; returns how many documents that were. */
  private int relay(String collection, Bson filter) {
    var documents =
        database()
            .getCollection(collection)
            .find(filter)
            .projection(Projections.include(MongoOutbox.FIELD))
            .limit(settings.batchDocuments())
            .into(new ArrayList<>());
    oldestMillis.set(oldest(documents));
    pullAcknowledged(collection, sendAll(documents));
    return documents.size();
  }

  private List<Sending> sendAll(List<Document> documents) {
    var sending = new ArrayList<Sending>();
    for (Document document : documents) {
      for (Document pending : document.getList(MongoOutbox.FIELD, Document.class, List.of())) {
        var sent = send(Objects.requireNonNull(document.get("_id")), pending);
        sending.add(sent);
        // With the broker away each further attempt would block as long as this one did.
        if (timedOut(sent.acknowledgement())) return sending;
      }
    }
    return sending;
  }

  private static boolean timedOut(CompletableFuture<?> acknowledgement) {
    if (!acknowledgement.isCompletedExceptionally()) return false;
    for (Throwable cause = acknowledgement.exceptionNow();
        cause != null;
        cause = cause.getCause()) {
      if (cause instanceof TimeoutException) return true;
    }
    return false;
  }

  private Sending send(Object documentId, Document pending) {
    return new Sending(documentId, pending.getString(MongoOutbox.ID), publish(pending));
  }

  private CompletableFuture<?> publish(Document pending) {
    try {
      var event = EventCodec.decode(pending.get(MongoOutbox.PAYLOAD, Binary.class).getData());
      return publisher.publish(
          new OutgoingEvent(event, pending.getString(MongoOutbox.TRACEPARENT)));
    } catch (IllegalArgumentException e) {
      // It stays where it is for somebody to look at, and must not hold up the others.
      return CompletableFuture.failedFuture(e);
    }
  }

  private void pullAcknowledged(String collection, List<Sending> sending) {
    List<WriteModel<Document>> pulls = new ArrayList<>();
    RuntimeException failure = null;
    for (Sending sent : sending) {
      try {
        Object _ = sent.acknowledgement().join();
        pulls.add(
            new UpdateOneModel<>(
                Filters.eq("_id", sent.documentId()),
                Updates.pull(MongoOutbox.FIELD, Filters.eq(MongoOutbox.ID, sent.eventId()))));
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    if (!pulls.isEmpty()) {
      var _ =
          database()
              .getCollection(collection)
              .bulkWrite(pulls, new BulkWriteOptions().ordered(false));
      published.increment(pulls.size());
    }
    if (failure != null) throw failure;
  }

  private long oldest(List<Document> documents) {
    Instant now = clock.instant();
    return documents.stream()
        .flatMap(
            document -> document.getList(MongoOutbox.FIELD, Document.class, List.of()).stream())
        .mapToLong(
            pending ->
                Duration.between(pending.getDate(MongoOutbox.COMMITTED_AT).toInstant(), now)
                    .toMillis())
        .max()
        .orElse(0);
  }

  private MongoDatabase database() {
    return mongo.getMongoDatabase();
  }

  private static String path(String member) {
    return MongoOutbox.FIELD + "." + member;
  }

  private static boolean sleep(Duration pause) {
    try {
      Thread.sleep(pause);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? b : a;
  }

  @Override
  public void stop() {
    running = false;
    worker.interrupt();
    try {
      boolean _ = worker.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private record Sending(Object documentId, String eventId, CompletableFuture<?> acknowledgement) {}
}
