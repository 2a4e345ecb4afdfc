package io.flowmeter.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Reads one HTTP/1.1 answer after another, in whatever pieces they arrive. */
final class HttpAnswer {
  private static final int MAX_HEAD_BYTES = 32 * 1024;

  private enum State {
    HEAD,
    COUNTED,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILER,
    DONE
  }

  private State state = State.HEAD;
  private byte[] head = new byte[2 * 1024];
  private int headLength;
  private byte[] body = new byte[8 * 1024];
  private int bodyLength;
  private long remaining;
  private int lineLength;
  private boolean extension;
  private int status;
  private boolean last;

  /** For the next answer on the connection. */
  void reset() {
    state = State.HEAD;
    headLength = 0;
    bodyLength = 0;
    remaining = 0;
    lineLength = 0;
    extension = false;
    status = 0;
    last = false;
  }

  /** Takes what has arrived; true once the answer is whole. */
  boolean take(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining() && state != State.DONE) {
      switch (state) {
        case HEAD -> head(bytes.get());
        case COUNTED -> {
          body(bytes);
          if (remaining == 0) state = State.DONE;
        }
        case CHUNK_SIZE -> size(bytes.get());
        case CHUNK -> {
          body(bytes);
          if (remaining == 0) state = State.CHUNK_END;
        }
        case CHUNK_END -> {
          if (bytes.get() == '\n') state = State.CHUNK_SIZE;
        }
        case TRAILER -> trailer(bytes.get());
        case DONE -> throw new IllegalStateException();
      }
    }
    return state == State.DONE;
  }

  boolean hasBegun() {
    return headLength > 0;
  }

  int status() {
    return status;
  }

  byte[] body() {
    return body;
  }

  int length() {
    return bodyLength;
  }

  /** Whether the server closes the connection after it. */
  boolean isLast() {
    return last;
  }

  private void head(byte next) throws IOException {
    if (headLength == head.length) {
      if (headLength >= MAX_HEAD_BYTES) throw new IOException("the head of an answer is too long");
      head = Arrays.copyOf(head, headLength * 2);
    }
    head[headLength++] = next;
    if (next != '\n' || headLength < 4 || head[headLength - 3] != '\n') return;
    headEnds();
  }

  private void headEnds() throws IOException {
    String text =
        new String(head, 0, headLength, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    try {
      status = Integer.parseInt(text.substring(9, 12));
      last = text.contains("\r\nconnection: close\r\n");
      int counted = text.indexOf("\r\ncontent-length:");
      if (text.contains("\r\ntransfer-encoding: chunked\r\n")) {
        state = State.CHUNK_SIZE;
      } else if (counted >= 0) {
        int from = counted + "\r\ncontent-length:".length();
        remaining = Long.parseLong(text.substring(from, text.indexOf('\r', from)).strip());
        state = remaining == 0 ? State.DONE : State.COUNTED;
      } else if (status == 204 || status == 304) {
        state = State.DONE;
      } else {
        throw new IOException("an answer without a length");
      }
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new IOException("not an HTTP/1.1 answer", e);
    }
  }

  private void size(byte next) throws IOException {
    if (next == '\n') {
      extension = false;
      lineLength = 0;
      state = remaining == 0 ? State.TRAILER : State.CHUNK;
    } else if (next == '\r' || next == ';') {
      extension = true;
    } else if (!extension) {
      int digit = Character.digit(next, 16);
      if (digit < 0) throw new IOException("a chunk without a size");
      remaining = remaining * 16 + digit;
    }
  }

  private void trailer(byte next) {
    if (next == '\n') {
      if (lineLength == 0) state = State.DONE;
      lineLength = 0;
    } else if (next != '\r') {
      lineLength++;
    }
  }

  private void body(ByteBuffer bytes) {
    int count = (int) Math.min(remaining, bytes.remaining());
    if (bodyLength + count > body.length) {
      body = Arrays.copyOf(body, Math.max(body.length * 2, bodyLength + count));
    }
    bytes.get(body, bodyLength, count);
    bodyLength += count;
    remaining -= count;
  }
}
