package io.flowmeter.proxy.upstream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code data} of each server-sent event. Lines are decoded whole, so a character is
 * never split, wherever the network cuts the bytes.
 */
final class SseReader {
  private static final int END_OF_STREAM = -1;

  private final InputStream in;
  private final int maxEventBytes;
  private final byte[] buffer = new byte[1024];
  private int position;
  private int limit;
  private boolean afterCarriageReturn;

  SseReader(InputStream in, int maxEventBytes) {
    this.in = in;
    this.maxEventBytes = maxEventBytes;
  }

  /**
   * The next event's data, or null at the end of the stream. An event that the end cuts off is
   * none.
   *
   * @throws OversizeException if an event is larger than the limit
   */
  @Nullable String next() throws IOException {
    var data = new StringBuilder();
    boolean some = false;
    for (String line = line(); line != null; line = line()) {
      if (line.isEmpty()) {
        if (some) return data.toString();
        continue;
      }
      if (!line.startsWith("data")) continue;
      String value = valueOf(line);
      if (value == null) continue;
      if (some) data.append('\n');
      data.append(value);
      some = true;
      if (data.length() > maxEventBytes) throw new OversizeException(maxEventBytes);
    }
    return null;
  }

  private static @Nullable String valueOf(String line) {
    if (line.length() == 4) return "";
    if (line.charAt(4) != ':') return null;
    return line.startsWith(" ", 5) ? line.substring(6) : line.substring(5);
  }

  private @Nullable String line() throws IOException {
    var bytes = new ByteArrayOutputStream(256);
    for (int b = read(); b != END_OF_STREAM; b = read()) {
      boolean secondOfPair = afterCarriageReturn && b == '\n';
      afterCarriageReturn = b == '\r';
      if (secondOfPair) continue;
      if (b == '\n' || b == '\r') return bytes.toString(StandardCharsets.UTF_8);
      bytes.write(b);
      if (bytes.size() > maxEventBytes) throw new OversizeException(maxEventBytes);
    }
    return null;
  }

  private int read() throws IOException {
    if (position == limit) {
      limit = Math.max(0, in.read(buffer));
      position = 0;
      if (limit == 0) return END_OF_STREAM;
    }
    return buffer[position++] & 0xff;
  }

  static final class OversizeException extends IOException {
    OversizeException(int maxBytes) {
      super("an event of the upstream is larger than " + maxBytes + " bytes");
    }
  }
}
