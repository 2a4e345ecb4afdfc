package io.flowmeter.accounting.outbox;

import io.flowmeter.accounting.db.tables.records.OutboxRecord;
import io.flowmeter.eventing.EventCodec;
import io.flowmeter.eventing.EventPublisher;
import io.flowmeter.eventing.OutgoingEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Publishes what waits in the outbox. One slot is claimed by one instance at a time, so that the
 * events of one person are published in order by however many instances.
 *
 * <p>An event that fails for its own sake is tried again a few times, and is dead in the end.
 * Meanwhile the later events of the same person wait, for order's sake, and everybody else's go on;
 * once it is dead they go on, too, as a person's balance must not stand still for one event.
 */
@Component
class Relay {
  private static final Logger log = LoggerFactory.getLogger(Relay.class);

  private final OutboxRows rows;
  private final TransactionTemplate transaction;
  private final EventPublisher publisher;
  private final OutboxSettings settings;
  private final Clock clock;
  private final Counter published;
  private final Counter failures;

  Relay(
      OutboxRows rows,
      TransactionTemplate transaction,
      EventPublisher publisher,
      OutboxSettings settings,
      Clock clock,
      MeterRegistry metrics) {
    this.rows = rows;
    this.transaction = transaction;
    this.publisher = publisher;
    this.settings = settings;
    this.clock = clock;
    this.published = metrics.counter("flowmeter.outbox.published");
    this.failures = metrics.counter("flowmeter.outbox.failures");
  }

  private enum Claim {
    NOTHING_LEFT,
    MORE_MAY_WAIT,
    BROKER_AWAY
  }

  /**
   * Publishes all that waits in slots that no other instance has; false when the broker is away.
   */
  boolean drain() {
    Claim last;
    do {
      last = Objects.requireNonNull(transaction.execute(_ -> publishFirst()));
    } while (last == Claim.MORE_MAY_WAIT);
    return last == Claim.NOTHING_LEFT;
  }

  private Claim publishFirst() {
    Instant now = clock.instant();
    var slots = rows.claim(now);
    if (slots.isEmpty()) return Claim.NOTHING_LEFT;
    // A crash before the commit publishes them again: consumers know them by their ids.
    int most = Math.max(1, settings.batchEvents() / slots.size());
    List<Sending> sent = send(rows.due(slots, now, most));
    if (!settle(sent)) return Claim.BROKER_AWAY;
    // Whoever commits more meanwhile wakes the relay again; a look for nothing reads all that was
    // deleted since the oldest transaction began.
    return sent.size() < most ? Claim.NOTHING_LEFT : Claim.MORE_MAY_WAIT;
  }

  private record Sending(OutboxRecord row, CompletableFuture<?> acknowledgement) {}

  private List<Sending> send(List<OutboxRecord> due) {
    List<Sending> sent = new ArrayList<>(due.size());
    for (OutboxRecord row : due) {
      var acknowledgement = publish(row);
      sent.add(new Sending(row, acknowledgement));
      // With the broker away each further attempt would block as long as this one did.
      if (acknowledgement.isCompletedExceptionally()
          && Failure.of(acknowledgement) instanceof Failure.Away) break;
    }
    return sent;
  }

  private CompletableFuture<?> publish(OutboxRecord row) {
    try {
      return publisher.publish(
          new OutgoingEvent(EventCodec.decode(row.getPayload()), row.getTraceparent()));
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(new Failure.UndecodableException(e));
    }
  }

  /** False when the broker is away. */
  private boolean settle(List<Sending> sent) {
    boolean reached = true;
    List<Long> done = new ArrayList<>(sent.size());
    Set<String> behindFailure = new HashSet<>();
    for (Sending sending : sent) {
      OutboxRecord row = sending.row();
      Failure failure = Failure.of(sending.acknowledgement());
      // Published again behind the one that failed, so that the last word is the last event.
      if (behindFailure.contains(row.getRecordKey())) continue;
      if (failure == null) {
        done.add(row.getId());
        continue;
      }
      behindFailure.add(row.getRecordKey());
      if (failure instanceof Failure.Away away) {
        reached = false;
        log.warn("publication failed; events wait in the outbox: {}", away.cause().toString());
      } else {
        note(row, failure);
      }
    }
    rows.delete(done);
    published.increment(done.size());
    return reached;
  }

  private void note(OutboxRecord row, Failure failure) {
    Instant now = clock.instant();
    boolean isLast = failure instanceof Failure.Own && row.getAttempts() + 1 >= settings.attempts();
    failures.increment();
    rows.fail(
        row,
        failure.cause().toString(),
        settings.retryAfter(row.getAttempts(), now),
        isLast ? now : null);
    log.atLevel(isLast ? org.slf4j.event.Level.ERROR : org.slf4j.event.Level.WARN)
        .log(
            "outbox event {}: id={} topic={} userId={} attempt={} reason={}",
            isLast ? "is dead" : "is tried again",
            row.getId(),
            row.getTopic(),
            row.getRecordKey(),
            row.getAttempts() + 1,
            failure.cause().toString());
  }
}
