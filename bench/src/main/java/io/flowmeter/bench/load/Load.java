package io.flowmeter.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests over kept-alive connections that one thread reads, so that it costs little on a
 * machine that it shares with what it measures.
 */
public final class Load {
  private static final int BUFFER_BYTES = 128 * 1024;
  private static final long SELECT_MILLIS = 50;
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);
  private static final int ARRIVALS_SEED = 42;

  private final Traffic traffic;
  private final boolean again;
  private final long from;
  private final long until;
  private final List<Connection> connections = new ArrayList<>();
  private final Deque<Connection> free = new ArrayDeque<>();
  private final Deque<Long> waiting = new ArrayDeque<>();
  private final Histogram latency = new Histogram(3);
  private final Histogram firstByte = new Histogram(3);
  private final Histogram lateness = new Histogram(3);
  private final Selector selector;
  private long good;
  private long bad;
  private String complaint = "";
  private int underWay;
  private volatile boolean closing;
  private volatile @Nullable Throwable crash;

  /**
   * @param warmUp at the beginning, not counted
   */
  public record Window(Duration warmUp, Duration counted) {
    public static Window ofSeconds(double warmUp, double counted) {
      return new Window(
          Duration.ofMillis((long) (warmUp * 1000)), Duration.ofMillis((long) (counted * 1000)));
    }
  }

  private Load(InetSocketAddress target, int size, Traffic traffic, Window window, boolean again) {
    this.traffic = traffic;
    this.again = again;
    this.from = System.nanoTime() + window.warmUp().toNanos();
    this.until = from + window.counted().toNanos();
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int i = 0; i < size; i++) connections.add(new Connection(target, selector));
    free.addAll(connections);
  }

  /** Each connection asks again as soon as it is answered: finds out how much is possible. */
  public static Measured closed(
      InetSocketAddress target, int connections, Traffic traffic, Window window) {
    Load load = new Load(target, connections, traffic, window, true);
    return load.measure(load::everyConnectionAsks);
  }

  /**
   * Requests come at a rate, at random moments, whether or not earlier ones are answered. Latency
   * counts from when a request came, also where it had to wait for a free connection.
   */
  public static Measured open(
      InetSocketAddress target, int connections, Traffic traffic, double perSecond, Window window) {
    Load load = new Load(target, connections, traffic, window, false);
    return load.measure(() -> load.requestsCome(perSecond));
  }

  private Measured measure(Runnable source) {
    Thread reader = Thread.ofPlatform().name("load-reader").start(this::readAll);
    try {
      source.run();
      long deadline = Math.max(until, System.nanoTime()) + DRAIN_LIMIT.toNanos();
      while (isBusy() && crash == null && System.nanoTime() < deadline) {
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      }
      closing = true;
      selector.wakeup();
      reader.join();
      Throwable failure = crash;
      if (failure != null) throw new IllegalStateException("the load generator failed", failure);
      return result();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      closing = true;
      connections.forEach(Connection::close);
      close(selector);
    }
  }

  private synchronized Measured result() {
    return new Measured(
        good,
        bad + underWay + waiting.size(),
        (until - from) / 1e9,
        latency,
        firstByte,
        lateness,
        underWay > 0 && complaint.isEmpty() ? "no answer" : complaint);
  }

  private synchronized boolean isBusy() {
    return underWay > 0 || !waiting.isEmpty();
  }

  private void everyConnectionAsks() {
    for (Connection connection : connections) {
      synchronized (this) {
        free.remove(connection);
        underWay++;
      }
      send(connection, System.nanoTime());
    }
    while (System.nanoTime() < until && crash == null) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private void requestsCome(double perSecond) {
    Random random = new Random(ARRIVALS_SEED);
    double mean = 1e9 / perSecond;
    double next = System.nanoTime();
    while (next < until && crash == null) {
      long intended = (long) next;
      for (long now = System.nanoTime(); now < intended; now = System.nanoTime()) {
        LockSupport.parkNanos(intended - now);
      }
      comes(intended);
      next += -mean * Math.log(1 - random.nextDouble());
    }
  }

  private void comes(long intended) {
    Connection connection;
    synchronized (this) {
      if (intended >= from) lateness.recordValue(System.nanoTime() - intended);
      connection = free.poll();
      if (connection == null) {
        waiting.add(intended);
        return;
      }
      underWay++;
    }
    send(connection, intended);
  }

  private void send(Connection connection, long intended) {
    Call call = traffic.next();
    try {
      connection.send(call, intended);
    } catch (IOException unreachable) {
      crash = unreachable;
    }
  }

  private void readAll() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try {
      while (!closing) {
        selector.select(key -> ready(key, buffer), SELECT_MILLIS);
      }
    } catch (Throwable e) {
      crash = e;
    }
  }

  private void ready(SelectionKey key, ByteBuffer buffer) {
    if (!(key.attachment() instanceof Connection connection)
        || !(key.channel() instanceof SocketChannel channel)) return;
    try {
      switch (connection.read(channel, buffer)) {
        case NONE -> {}
        case ANSWERED -> answered(connection);
        case BROKEN -> {
          long intended = connection.intended();
          connection.fail();
          ended(connection, intended, false, "the connection broke");
        }
      }
    } catch (CancelledKeyException closedMeanwhile) {
      // Its connection is open again already, under another key.
    } catch (IOException unreachable) {
      crash = unreachable;
    }
  }

  private void answered(Connection connection) {
    long now = System.nanoTime();
    long intended = connection.intended();
    long first = connection.firstByte();
    String said = "";
    boolean fine = connection.finish();
    if (!fine) said = connection.said();
    // A closed loop counts what was answered in the window, an open one what came in it.
    boolean counts = again ? now >= from && now < until : intended >= from;
    if (counts && fine) {
      synchronized (this) {
        latency.recordValue(now - intended);
        if (first != 0) firstByte.recordValue(Math.max(0, first - intended));
      }
    }
    ended(connection, counts ? now : 0, fine, said);
  }

  private void ended(Connection connection, long counted, boolean fine, String said) {
    long intended;
    synchronized (this) {
      if (counted != 0) {
        if (fine) good++;
        else bad++;
      }
      if (!fine && complaint.isEmpty()) complaint = said;
      Long next = nextFor();
      if (next == null) {
        underWay--;
        free.add(connection);
        return;
      }
      intended = next;
    }
    send(connection, intended);
  }

  private @Nullable Long nextFor() {
    if (!again) return waiting.poll();
    long now = System.nanoTime();
    return now < until && !closing ? now : null;
  }

  private static void close(Selector selector) {
    try {
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
