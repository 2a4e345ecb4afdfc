package io.flowmeter.torture.platform;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** One service, called by somebody with or without a token. */
public record Api(URI service, String token) {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  public Api as(String bearer) {
    return new Api(service, bearer);
  }

  public Reply get(String path) {
    return send("GET", path, "");
  }

  public Reply post(String path, String json, String... headers) {
    return send("POST", path, json, headers);
  }

  /**
   * @param headers names and values in turn
   * @throws Lost if no answer comes
   */
  public Reply send(String method, String path, String json, String... headers) {
    try {
      var answer = call(request(method, path, json, headers), BodyHandlers.ofString());
      return new Reply(answer.statusCode(), answer.body());
    } catch (IOException e) {
      throw new Lost(e);
    }
  }

  /** Returns with the answer's head; who closes its body is gone. */
  public HttpResponse<InputStream> open(String path, String json, String... headers)
      throws IOException {
    return call(request("POST", path, json, headers), BodyHandlers.ofInputStream());
  }

  public boolean isHealthy(String path) {
    try {
      return get(path).status() == 200;
    } catch (Lost notUp) {
      return false;
    }
  }

  private HttpRequest request(String method, String path, String json, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.resolve(path))
            .timeout(ANSWER_LIMIT)
            .header("Content-Type", "application/json")
            .method(
                method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
    if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
    if (headers.length > 0) request.headers(headers);
    return request.build();
  }

  private static <T> HttpResponse<T> call(HttpRequest request, BodyHandler<T> handler)
      throws IOException {
    try {
      return HTTP.send(request, handler);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("given up", e);
    }
  }
}
