package io.flowmeter.demo.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads HTTP/1.1 requests off a connection. */
final class Requests {
  private static final int MAX_HEAD_BYTES = 64 * 1024;

  /** Flowise's own limit. */
  private static final int MAX_BODY_BYTES = 50 * 1024 * 1024;

  static final class BodyTooLarge extends IOException {}

  private Requests() {}

  /** Empty when the peer has closed the connection between two requests. */
  static Optional<Request> read(InputStream in, Connection connection) throws IOException {
    String head = head(in);
    if (head.isEmpty()) {
      return Optional.empty();
    }
    String[] lines = head.split("\r\n", -1);
    String[] start = lines[0].split(" ", -1);
    if (start.length != 3) {
      throw new IOException("not an HTTP request line");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.put(
            lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).trim());
      }
    }
    if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
      connection.write("HTTP/1.1 100 Continue\r\n\r\n");
    }
    return Optional.of(
        new Request(
            start[0], start[1], headers, new String(body(in, headers), StandardCharsets.UTF_8)));
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int seen = 0; seen < 4; ) {
      int next = in.read();
      if (next < 0) {
        if (head.size() == 0) {
          return "";
        }
        throw new EOFException("request cut in its head");
      }
      head.write(next);
      if (head.size() > MAX_HEAD_BYTES) {
        throw new IOException("request head over " + MAX_HEAD_BYTES + " bytes");
      }
      boolean expected = next == (seen % 2 == 0 ? '\r' : '\n');
      seen = expected ? seen + 1 : (next == '\r' ? 1 : 0);
    }
    return head.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      return chunks(in);
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    if (length > MAX_BODY_BYTES) {
      throw new BodyTooLarge();
    }
    return exactly(in, length);
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(in), 16);
      if (size == 0) {
        line(in);
        return body.toByteArray();
      }
      if (body.size() + size > MAX_BODY_BYTES) {
        throw new BodyTooLarge();
      }
      body.writeBytes(exactly(in, size));
      line(in);
    }
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("request cut in its body");
    }
    return bytes;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("request cut in its body");
      }
      line.append((char) next);
    }
    return line.toString().trim();
  }
}
