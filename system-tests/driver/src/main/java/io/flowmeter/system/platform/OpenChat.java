package io.flowmeter.system.platform;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A chat that is being streamed: what has come so far, and how it ends. */
public final class OpenChat {
  private static final int BUFFER_BYTES = 8 * 1024;

  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final CompletableFuture<Chat> end;

  OpenChat(HttpClient http, HttpRequest request) {
    this.end =
        CompletableFuture.supplyAsync(
            () -> read(http, request), task -> Thread.ofVirtual().start(task));
  }

  public boolean hasTokens() {
    return received.toString(StandardCharsets.UTF_8).contains("\"token\"");
  }

  public boolean isOver() {
    return end.isDone();
  }

  public boolean isBroken() {
    return end.isCompletedExceptionally();
  }

  public Chat end() {
    return end.join();
  }

  private Chat read(HttpClient http, HttpRequest request) {
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
          received.write(buffer, 0, n);
        }
      }
      return Chat.of(
          new Reply(response.statusCode(), Map.of(), received.toString(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
