package io.flowmeter.proxy.chat;

import io.flowmeter.proxy.upstream.UpstreamEvent;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Server-sent events whose data is the JSON object that the predecessor's clients look for. */
final class SseWriter {
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FRAME_END = "\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PING = ": ping\n\n".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;

  private SseWriter(OutputStream out) {
    this.out = out;
  }

  static SseWriter open(HttpServletResponse response) throws IOException {
    response.setStatus(200);
    response.setContentType("text/event-stream");
    response.setCharacterEncoding(StandardCharsets.UTF_8);
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("X-Accel-Buffering", "no");
    return new SseWriter(response.getOutputStream());
  }

  void event(UpstreamEvent event) throws IOException {
    byte[] json = event.json().getBytes(StandardCharsets.UTF_8);
    byte[] frame = new byte[DATA.length + json.length + FRAME_END.length];
    System.arraycopy(DATA, 0, frame, 0, DATA.length);
    System.arraycopy(json, 0, frame, DATA.length, json.length);
    System.arraycopy(FRAME_END, 0, frame, DATA.length + json.length, FRAME_END.length);
    out.write(frame);
  }

  void ping() throws IOException {
    out.write(PING);
    out.flush();
  }

  /** To be called as soon as no event is waiting: several that arrive together travel together. */
  void flush() throws IOException {
    out.flush();
  }
}
