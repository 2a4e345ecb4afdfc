package io.flowmeter.accounting.replay;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads the topics into the shadow, from where it was read to. */
@Component
class Filling {
  private final FactReader facts;
  private final FactTopics topics;
  private final Shadow shadow;
  private final RebuildSettings settings;

  Filling(FactReader facts, FactTopics topics, Shadow shadow, RebuildSettings settings) {
    this.facts = facts;
    this.topics = topics;
    this.shadow = shadow;
    this.settings = settings;
  }

  /** Hears of records read so far, of so many; false ends the reading. */
  @FunctionalInterface
  interface Progress {
    boolean goesOn(long read, long total);
  }

  void fill(Progress progress) {
    Map<TopicPartition, Long> from = shadow.positions();
    Map<TopicPartition, Long> ends = topics.ends();
    long total = sum(ends);
    AtomicLong read = new AtomicLong(sum(from));
    if (!progress.goesOn(read.get(), total)) return;
    // One batch is decoded while the one before is written.
    Pace pace = new Pace(settings.progressInterval());
    try (ExecutorService writer = Executors.newSingleThreadExecutor(Thread.ofVirtual().factory())) {
      Pending pending = new Pending(writer);
      facts.read(
          from,
          ends,
          batch -> {
            pending.next(() -> shadow.append(batch));
            read.addAndGet(batch.records());
            return !pace.isDue() || progress.goesOn(read.get(), total);
          });
      pending.await();
    }
    progress.goesOn(read.get(), total);
  }

  private static long sum(Map<TopicPartition, Long> offsets) {
    return offsets.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether it is time again. Asked by one thread at a time. */
  private static final class Pace {
    private final long intervalNanos;
    private long last = System.nanoTime();

    Pace(Duration interval) {
      this.intervalNanos = interval.toNanos();
    }

    boolean isDue() {
      long now = System.nanoTime();
      if (now - last < intervalNanos) return false;
      last = now;
      return true;
    }
  }

  /** A write under way, which the next one waits for. */
  private static final class Pending {
    private final ExecutorService writer;
    private @Nullable Future<?> last;

    Pending(ExecutorService writer) {
      this.writer = writer;
    }

    void next(Runnable write) {
      await();
      last = writer.submit(write);
    }

    void await() {
      if (last == null) return;
      try {
        last.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      } catch (ExecutionException e) {
        throw new IllegalStateException("facts cannot be written", e.getCause());
      }
    }
  }
}
