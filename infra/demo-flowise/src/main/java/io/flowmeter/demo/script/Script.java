package io.flowmeter.demo.script;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The behaviours that apply, in the order in which they were told, and the gate of paused runs. */
public final class Script {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private final List<Behaviour> behaviours = new ArrayList<>();
  private long releases;

  public void add(Behaviour behaviour) {
    lock.lock();
    try {
      behaviours.add(behaviour);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets every behaviour and lets everything that waits go on. */
  public void reset() {
    lock.lock();
    try {
      behaviours.clear();
      release();
    } finally {
      lock.unlock();
    }
  }

  /** The first behaviour that applies, used up by one. */
  public Behaviour next(String question) {
    lock.lock();
    try {
      for (int i = 0; i < behaviours.size(); i++) {
        Behaviour behaviour = behaviours.get(i);
        if (behaviour.answers(question)) {
          if (behaviour.times() != Behaviour.ALWAYS) {
            behaviours.set(i, behaviour.times(behaviour.times() - 1));
          }
          return behaviour;
        }
      }
      return Behaviour.normal();
    } finally {
      lock.unlock();
    }
  }

  /** Lets everything go on that waits now. */
  public void release() {
    lock.lock();
    try {
      releases++;
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }

  public void awaitRelease(Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long before = releases;
      long left = atMost.toNanos();
      while (releases == before && left > 0) {
        left = released.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  public void rest(Duration delay) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(delay.toNanos());
  }
}
