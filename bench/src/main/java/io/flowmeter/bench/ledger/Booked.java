package io.flowmeter.bench.ledger;

import io.flowmeter.bench.fact.Topics;
import io.flowmeter.bench.fact.Usages;
import io.flowmeter.bench.platform.Database;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Has usages booked by the accounting service, from their topic. */
public final class Booked {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(200);

  private Booked() {}

  /** Seconds from the first event produced to the last one booked. */
  public static double seconds(Database database, Topics topics, long events, Usages usages) {
    long before = count(database);
    long begun = System.nanoTime();
    topics.produce(Topics.USAGE, events, usages);
    long progress = System.nanoTime();
    long last = before;
    while (last < before + events) {
      LockSupport.parkNanos(POLL.toNanos());
      long booked = count(database);
      if (booked > last) progress = System.nanoTime();
      last = booked;
      if (System.nanoTime() - progress > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            "only %d of %d events are booked".formatted(last - before, events));
      }
    }
    return (System.nanoTime() - begun) / 1e9;
  }

  /** Kept by whoever books, in the same transaction, and cheap to ask for. */
  private static long count(Database database) {
    return database.number(
        "select coalesce(sum(records), 0) from usage_totals where span = 'ever'");
  }
}
