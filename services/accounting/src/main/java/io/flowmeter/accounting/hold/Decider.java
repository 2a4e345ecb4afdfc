package io.flowmeter.accounting.hold;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Decides about some people's requests, one round trip at a time: what arrives while one is under
 * way waits for the next, all of it together. When nothing is under way, a request is decided at
 * once.
 */
final class Decider {
  private static final long LOOK_UP_MS = 200;

  private final BlockingQueue<Ask> waiting;
  private final List<Ask> deferred = new ArrayList<>();
  private final int batch;
  private final Consumer<List<Ask>> decisions;

  Decider(int queue, int batch, Consumer<List<Ask>> decisions) {
    this.waiting = new LinkedBlockingQueue<>(queue);
    this.batch = batch;
    this.decisions = decisions;
  }

  /** False when too many wait already. */
  boolean offer(Ask ask) {
    return waiting.offer(ask);
  }

  int size() {
    return waiting.size();
  }

  /** Decides about what waits; with nothing there, waits for a moment. */
  void decideNext() throws InterruptedException {
    List<Ask> next = next();
    if (!next.isEmpty()) decisions.accept(next);
  }

  private List<Ask> next() throws InterruptedException {
    List<Ask> arrived = new ArrayList<>(deferred);
    deferred.clear();
    if (arrived.isEmpty()) {
      Ask first = waiting.poll(LOOK_UP_MS, TimeUnit.MILLISECONDS);
      if (first == null) return arrived;
      arrived.add(first);
    }
    var _ = waiting.drainTo(arrived, Math.max(0, batch - arrived.size()));
    return distinct(arrived);
  }

  // The second request for a completion is decided once the first one is.
  private List<Ask> distinct(List<Ask> arrived) {
    Set<String> completions = new HashSet<>();
    List<Ask> distinct = new ArrayList<>(arrived.size());
    for (Ask ask : arrived) {
      if (ask.isAbandoned()) continue;
      if (completions.add(ask.completionId())) distinct.add(ask);
      else deferred.add(ask);
    }
    return distinct;
  }
}
