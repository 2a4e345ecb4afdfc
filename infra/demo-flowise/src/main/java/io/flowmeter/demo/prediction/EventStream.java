package io.flowmeter.demo.prediction;

import io.flowmeter.demo.http.Connection;
import io.flowmeter.demo.http.Response;
import java.io.IOException;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Flowise's events on a connection. A client that leaves does not stop what runs. */
final class EventStream {
  private static final Duration HEARTBEAT = Duration.ofSeconds(30);

  private final Connection connection;
  private final Run run;
  private long nextHeartbeatNanos = System.nanoTime() + HEARTBEAT.toNanos();

  EventStream(Connection connection, Run run) {
    this.connection = connection;
    this.run = run;
  }

  void open() {
    toClient(
        () ->
            connection.write(
                "HTTP/1.1 200 OK\r\nVary: Origin\r\nContent-Type: text/event-stream\r\n"
                    + "Cache-Control: no-cache\r\nConnection: keep-alive\r\n"
                    + "X-Accel-Buffering: no\r\nDate: "
                    + Response.date()
                    + "\r\nTransfer-Encoding: chunked\r\n\r\n"));
  }

  void event(String name, String data) {
    event(name, Json.text(data));
  }

  void event(String name, JsonNode data) {
    JsonNode event = Json.object().put("event", name).set("data", data);
    toClient(() -> connection.chunk("message:\ndata:" + event + "\n\n"));
  }

  void end() {
    event("end", "[DONE]");
    toClient(connection::lastChunk);
  }

  void cut() {
    connection.close();
  }

  /** Waits, with the heartbeats that Flowise sends meanwhile. */
  void rest(Duration delay) throws InterruptedException {
    long until = System.nanoTime() + delay.toNanos();
    for (long left = delay.toNanos(); left > 0; left = until - System.nanoTime()) {
      long toHeartbeat = Math.max(0, nextHeartbeatNanos - System.nanoTime());
      Thread.sleep(Duration.ofNanos(Math.min(left, toHeartbeat)));
      if (System.nanoTime() >= nextHeartbeatNanos) {
        nextHeartbeatNanos += HEARTBEAT.toNanos();
        toClient(() -> connection.chunk(":heartbeat\n\n"));
      }
    }
  }

  private interface Write {
    void run() throws IOException;
  }

  private void toClient(Write write) {
    if (run.clientIsGone()) {
      return;
    }
    try {
      write.run();
    } catch (IOException e) {
      run.clientLeft();
      connection.close();
    }
  }
}
