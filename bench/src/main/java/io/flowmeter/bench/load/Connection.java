package io.flowmeter.bench.load;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A kept-alive connection with at most one request under way. One thread reads; whoever has taken
 * the connection from the free ones writes.
 */
final class Connection implements Closeable {
  private final InetSocketAddress target;
  private final Selector selector;
  private final HttpAnswer answer = new HttpAnswer();
  private @Nullable SocketChannel channel;
  private @Nullable Call call;
  private byte[] request = new byte[0];
  private long intended;
  private long firstByte;

  Connection(InetSocketAddress target, Selector selector) {
    this.target = target;
    this.selector = selector;
  }

  /**
   * @param when on {@link System#nanoTime}'s scale, the request should have been sent
   */
  synchronized void send(Call next, long when) throws IOException {
    call = next;
    intended = when;
    firstByte = 0;
    request = next.request();
    write();
  }

  private void write() throws IOException {
    answer.reset();
    try {
      writeTo(open());
    } catch (IOException closedWhileIdle) {
      drop();
      writeTo(open());
    }
  }

  private SocketChannel open() throws IOException {
    SocketChannel current = channel;
    if (current != null) return current;
    SocketChannel fresh = SocketChannel.open(target);
    fresh.setOption(StandardSocketOptions.TCP_NODELAY, true);
    fresh.configureBlocking(false);
    fresh.register(selector, SelectionKey.OP_READ, this);
    selector.wakeup();
    channel = fresh;
    return fresh;
  }

  private void writeTo(SocketChannel open) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(request);
    while (bytes.hasRemaining()) {
      if (open.write(bytes) == 0) Thread.onSpinWait();
    }
  }

  /** What reading brought about. */
  enum Progress {
    NONE,
    ANSWERED,
    BROKEN
  }

  /** Only on the reading thread. */
  synchronized Progress read(SocketChannel from, ByteBuffer buffer) throws IOException {
    if (!from.equals(channel)) return Progress.NONE;
    try {
      int count = from.read(buffer.clear());
      if (count < 0) return ended();
      if (call == null) throw new IOException("an answer to nothing");
      boolean whole = answer.take(buffer.flip());
      if (firstByte == 0 && call.begins(answer.body(), answer.length())) {
        firstByte = System.nanoTime();
      }
      return whole ? Progress.ANSWERED : Progress.NONE;
    } catch (IOException broken) {
      drop();
      return call == null ? Progress.NONE : Progress.BROKEN;
    }
  }

  /** A server may close an idle connection just when it is used again: then once more. */
  private Progress ended() throws IOException {
    drop();
    if (call == null) return Progress.NONE;
    if (answer.hasBegun()) return Progress.BROKEN;
    write();
    return Progress.NONE;
  }

  /** Judges the answer, and is free for the next request. */
  synchronized boolean finish() {
    Call ended = call;
    call = null;
    if (answer.isLast()) drop();
    return ended != null && ended.answered(answer.status(), answer.body(), answer.length());
  }

  synchronized void fail() {
    Call ended = call;
    call = null;
    if (ended != null) ended.failed();
  }

  synchronized long intended() {
    return intended;
  }

  synchronized long firstByte() {
    return firstByte;
  }

  /** What was answered last, for a message. */
  synchronized String said() {
    int shown = Math.min(answer.length(), 300);
    return answer.status() + " " + new String(answer.body(), 0, shown, StandardCharsets.UTF_8);
  }

  private void drop() {
    SocketChannel old = channel;
    channel = null;
    if (old == null) return;
    try {
      old.close();
    } catch (IOException e) {
      // It was of no more use.
    }
  }

  @Override
  public synchronized void close() {
    drop();
  }
}
