package io.flowmeter.proxy.chat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets so many completions through their checks at one time, in the order of their arrival. A crowd
 * that shares the store's connections evenly is worse off: all wait for each other, are refused
 * half-way, come again, and nobody gets through.
 */
final class Turns {
  private final Semaphore free;
  private final Duration patience;

  /**
   * @param patience how long one may wait for a turn
   */
  Turns(int atOneTime, Duration patience) {
    this.free = new Semaphore(atOneTime, true);
    this.patience = patience;
  }

  /** False if there was none in time. A turn is to be given back. */
  boolean take() {
    try {
      return free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void giveBack() {
    free.release();
  }

  /** Who has a turn lets others go on in the meantime. False if interrupted. */
  boolean pause(Duration time) {
    free.release();
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      free.acquireUninterruptibly();
    }
  }

  int waiting() {
    return free.getQueueLength();
  }
}
