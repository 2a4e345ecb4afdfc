package io.flowmeter.accounting.hold;

import io.flowmeter.web.ApiException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Brings requests to their deciders. A person's always go to the same one, so that in this instance
 * they never wait for each other's locks.
 */
@Component
class Deciders implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Deciders.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final List<Decider> deciders;
  private final List<Thread> threads = new ArrayList<>();
  private final Duration limit;
  private final Counter busy;
  private volatile boolean running;

  Deciders(Decisions decisions, HoldSettings settings, MeterRegistry metrics) {
    this.limit = settings.decisionLimit();
    this.deciders =
        Stream.generate(
                () -> new Decider(settings.queue(), settings.decisionBatch(), decisions::decide))
            .limit(settings.deciders())
            .toList();
    this.busy = metrics.counter("flowmeter.holds", "outcome", "busy");
    metrics.gauge(
        "flowmeter.holds.waiting", deciders, all -> all.stream().mapToInt(Decider::size).sum());
  }

  /**
   * @throws ApiException 503 if it cannot be decided in time
   */
  HoldOutcome decide(Ask ask) {
    Decider decider = deciders.get(Math.floorMod(ask.userId().hashCode(), deciders.size()));
    if (!decider.offer(ask)) throw busy("Too many credit checks are waiting; try again");
    try {
      return ask.answer().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      ask.answer().cancel(false);
      throw busy("The credit check took too long; try again");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) throw failure;
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(503, "The service is shutting down");
    }
  }

  private ApiException busy(String text) {
    busy.increment();
    return new ApiException(503, text).header("Retry-After", "1");
  }

  @Override
  public void start() {
    running = true;
    for (Decider decider : deciders) {
      threads.add(Thread.ofVirtual().name("hold-decider").start(() -> run(decider)));
    }
  }

  private void run(Decider decider) {
    while (running) {
      try {
        decider.decideNext();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        log.error("a decider goes on after", e);
      }
    }
  }

  @Override
  public void stop() {
    running = false;
    try {
      for (Thread thread : threads) {
        var _ = thread.join(STOP_LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.clear();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Started before, and stopped after, the web server. */
  @Override
  public int getPhase() {
    return 0;
  }
}
