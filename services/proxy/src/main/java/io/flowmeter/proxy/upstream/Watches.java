package io.flowmeter.proxy.upstream;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks at every open watch at a steady beat: one thread, however many streams there are. */
final class Watches implements AutoCloseable {
  private static final int BEAT_MILLIS = 50;

  private final Set<Watch> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService beat =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("upstream-watch").factory());

  Watches() {
    var _ = beat.scheduleAtFixedRate(this::check, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
  }

  Watch start(Limits limits) {
    return new Watch(limits, System.nanoTime());
  }

  void add(Watch watch) {
    open.add(watch);
  }

  void remove(Watch watch) {
    open.remove(watch);
  }

  private void check() {
    long now = System.nanoTime();
    open.forEach(watch -> watch.check(now));
  }

  @Override
  public void close() {
    beat.shutdownNow();
  }
}
