package io.flowmeter.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A request sent as bytes, and every byte that came back, one char for each. */
record Exchange(String response) {
  private static final int READ_LIMIT_MILLIS = 5_000;
  private static final Pattern CHUNK_SIZE = Pattern.compile("([0-9a-f]+)\r\n");

  static Exchange send(int port, String request) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(READ_LIMIT_MILLIS);
      String closing = request.replaceFirst("\r\n", "\r\nConnection: close\r\n");
      socket.getOutputStream().write(closing.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new Exchange(
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String post(String flowId, String json) {
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    return "POST /api/v1/prediction/%s HTTP/1.1\r\nHost: x\r\n".formatted(flowId)
        + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s".formatted(length, json);
  }

  String head() {
    return response.substring(0, response.indexOf("\r\n\r\n"));
  }

  String body() {
    return response.substring(response.indexOf("\r\n\r\n") + 4);
  }

  boolean isChunked() {
    return head().contains("Transfer-Encoding: chunked");
  }

  /** Each chunk's payload; the framing around it is checked on the way. */
  List<String> chunks() {
    List<String> chunks = new ArrayList<>();
    Matcher size = CHUNK_SIZE.matcher(body());
    for (int at = 0; at < body().length(); ) {
      if (!size.find(at) || size.start() != at) {
        throw new AssertionError("no chunk at " + at + " of " + body());
      }
      int length = Integer.parseInt(size.group(1), 16);
      if (length == 0) {
        return chunks;
      }
      chunks.add(body().substring(size.end(), size.end() + length));
      at = size.end() + length + 2;
    }
    return chunks;
  }

  boolean ended() {
    return body().endsWith("0\r\n\r\n");
  }
}
