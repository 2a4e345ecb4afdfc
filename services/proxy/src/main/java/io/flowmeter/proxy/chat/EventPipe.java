package io.flowmeter.proxy.chat;

import io.flowmeter.proxy.upstream.UpstreamEvent;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Between the thread that reads Flowise and the one that writes to the client. A slow client slows
 * the reading down; one that has gone lets it run on, with nobody listening.
 */
final class EventPipe {
  static final UpstreamEvent END = UpstreamEvent.of("end", "[DONE]");

  private final BlockingQueue<UpstreamEvent> waiting;
  private final Duration stall;
  private final Runnable onAbandoned;
  private volatile boolean abandoned;

  /**
   * @param onAbandoned called once, when the client has gone
   */
  EventPipe(int maxWaiting, Duration stall, Runnable onAbandoned) {
    this.waiting = new ArrayBlockingQueue<>(maxWaiting);
    this.stall = stall;
    this.onAbandoned = onAbandoned;
  }

  void put(UpstreamEvent event) {
    if (abandoned) return;
    try {
      if (!waiting.offer(event, stall.toMillis(), TimeUnit.MILLISECONDS)) abandon();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next event, null if none came in time. {@link #END} is the last. */
  @Nullable UpstreamEvent next(Duration limit) throws InterruptedException {
    return waiting.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  void abandon() {
    synchronized (this) {
      if (abandoned) return;
      abandoned = true;
    }
    waiting.clear();
    onAbandoned.run();
  }

  /** Nobody listens, and nobody is missed. */
  void ignore() {
    abandoned = true;
    waiting.clear();
  }

  boolean isAbandoned() {
    return abandoned;
  }
}
