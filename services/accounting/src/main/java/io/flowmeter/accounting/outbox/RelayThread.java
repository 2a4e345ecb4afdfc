package io.flowmeter.accounting.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Runs the relay: at once after a commit, and now and then for what others have left. */
@Component
class RelayThread implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(RelayThread.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final Relay relay;
  private final Wakeup wakeup;
  private final OutboxSettings settings;
  private volatile @Nullable Thread thread;

  RelayThread(
      Relay relay, Wakeup wakeup, OutboxSettings settings, OutboxRows rows, MeterRegistry metrics) {
    this.relay = relay;
    this.wakeup = wakeup;
    this.settings = settings;
    metrics.gauge("flowmeter.outbox.pending", rows, OutboxRows::pending);
    metrics.gauge("flowmeter.outbox.dead", rows, OutboxRows::dead);
  }

  @Override
  public void start() {
    // Known before it runs: it ends as soon as it is not the one.
    Thread relaying = Thread.ofVirtual().name("outbox-relay").unstarted(this::run);
    thread = relaying;
    relaying.start();
  }

  private void run() {
    try {
      while (isRunning()) {
        if (!drained()) Thread.sleep(settings.retryPause());
        wakeup.await(settings.pollInterval());
      }
      drained();
    } catch (InterruptedException e) {
      log.debug("outbox relay ends");
    }
  }

  private boolean drained() {
    try {
      return relay.drain();
    } catch (RuntimeException e) {
      log.warn("publication failed; the events wait in the outbox: {}", e.toString());
      return false;
    }
  }

  @Override
  public void stop() {
    Thread running = thread;
    thread = null;
    if (running == null) return;
    wakeup.signal();
    try {
      if (!running.join(STOP_LIMIT)) running.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Started before, and stopped after, what fills the outbox: the web server and the listeners. */
  @Override
  public int getPhase() {
    return 0;
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }
}
