package io.flowmeter.bench.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls a service where speed does not matter. */
public final class Api {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();

  private final URI service;
  private final String token;

  private Api(URI service, String token) {
    this.service = service;
    this.token = token;
  }

  public static Api at(URI service) {
    return new Api(service, "");
  }

  public Api as(String bearer) {
    return new Api(service, bearer);
  }

  public record Reply(int status, String text) {
    public JsonNode json() {
      return JsonMapper.shared().readTree(text);
    }

    public Reply expect(int wanted) {
      if (status == wanted) return this;
      throw new IllegalStateException("expected %d, was %d: %s".formatted(wanted, status, text));
    }
  }

  public Reply get(String path) {
    return send(request(path).GET());
  }

  public Reply post(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(service.resolve(path)).timeout(LIMIT);
    if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
    return request;
  }

  private static Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Reply(answer.statusCode(), answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
