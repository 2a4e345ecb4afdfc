package io.flowmeter.accounting.outbox;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Lets the relay sleep until there is something to publish; signals while it works are not lost.
 */
@Component
class Wakeup {
  private final Semaphore signals = new Semaphore(0);

  void signal() {
    signals.release();
  }

  void await(Duration atMost) throws InterruptedException {
    if (signals.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) signals.drainPermits();
  }
}
