package io.flowmeter.system.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Plain HTTP with one service, as somebody with or without a token, in a trace or in none. */
public record Client(URI base, @Nullable String token, @Nullable String traceparent) {
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(1);
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  public Client(URI base, @Nullable String token) {
    this(base, token, null);
  }

  public Client as(String otherToken) {
    return new Client(base, otherToken, traceparent);
  }

  public Client traced(String otherTraceparent) {
    return new Client(base, token, otherTraceparent);
  }

  public Reply get(String path) {
    return send("GET", path, null);
  }

  public Reply post(String path, String json) {
    return send("POST", path, json);
  }

  public Reply send(String method, String path, @Nullable String json) {
    HttpRequest request = request(method, path, json);
    try {
      HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
      Map<String, String> headers = new TreeMap<>();
      response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
      return new Reply(response.statusCode(), headers, response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + base + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Does not wait for the answer's end. */
  public OpenChat stream(String path, String json) {
    return new OpenChat(HTTP, request("POST", path, json));
  }

  private HttpRequest request(String method, String path, @Nullable String json) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(ANSWER_LIMIT)
            .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
    if (json != null) {
      request.header("Content-Type", "application/json");
    }
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (traceparent != null) {
      request.header("traceparent", traceparent);
    }
    return request.build();
  }
}
