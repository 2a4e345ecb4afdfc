package io.flowmeter.proxy.chat;

import io.flowmeter.proxy.upstream.UpstreamEvent;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Between the thread that reads Flowise and the one that writes to the client. A slow client slows
 * the reading down; one that has gone lets it run on, with nobody listening. What waits is bounded
 * by its size, not its number: one event may be as large as thousands of others.
 */
final class EventPipe {
  static final UpstreamEvent END = UpstreamEvent.of("end", "[DONE]");

  /** Of an event beside its text, and of each character, which is kept as JSON and as data. */
  private static final int EVENT_BYTES = 500;

  private static final int CHARACTER_BYTES = 3;

  private final BlockingQueue<UpstreamEvent> waiting = new LinkedBlockingQueue<>();
  private final int maxBytes;
  private final Semaphore freeBytes;
  private final Duration stall;
  private final Runnable onAbandoned;
  private volatile boolean abandoned;

  /**
   * @param max of what waits; an event that is larger waits alone
   * @param onAbandoned called once, when the client has gone
   */
  EventPipe(DataSize max, Duration stall, Runnable onAbandoned) {
    this.maxBytes = Math.toIntExact(max.toBytes());
    this.freeBytes = new Semaphore(maxBytes);
    this.stall = stall;
    this.onAbandoned = onAbandoned;
  }

  void put(UpstreamEvent event) {
    if (abandoned) return;
    try {
      if (freeBytes.tryAcquire(bytes(event), stall.toMillis(), TimeUnit.MILLISECONDS)) {
        if (!abandoned) waiting.add(event);
        return;
      }
      abandon();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next event, null if none came in time. {@link #END} is the last. */
  @Nullable UpstreamEvent next(Duration limit) throws InterruptedException {
    UpstreamEvent event = waiting.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (event != null) freeBytes.release(bytes(event));
    return event;
  }

  void abandon() {
    synchronized (this) {
      if (abandoned) return;
      abandoned = true;
    }
    letGo();
    onAbandoned.run();
  }

  /** Nobody listens, and nobody is missed. */
  void ignore() {
    abandoned = true;
    letGo();
  }

  boolean isAbandoned() {
    return abandoned;
  }

  /** Whoever waits for room need not wait any more. */
  private void letGo() {
    waiting.clear();
    freeBytes.release(maxBytes);
  }

  private int bytes(UpstreamEvent event) {
    long bytes = EVENT_BYTES + (long) CHARACTER_BYTES * event.json().length();
    return (int) Math.min(maxBytes, bytes);
  }
}
