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
    await(database, before + events);
    return (System.nanoTime() - begun) / 1e9;
  }

  /** Returns when that many are booked. */
  public static void await(Database database, long events) {
    long progress = System.nanoTime();
    long last = -1;
    for (long booked = count(database); booked < events; booked = count(database)) {
      if (booked > last) progress = System.nanoTime();
      last = booked;
      if (System.nanoTime() - progress > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            "%d events are still not booked".formatted(events - booked));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  /** So far. Kept by whoever books, in the same transaction, and cheap to ask for. */
  public static long count(Database database) {
    return database.number(
        "select coalesce(sum(records), 0) from usage_totals where span = 'ever'");
  }
}
