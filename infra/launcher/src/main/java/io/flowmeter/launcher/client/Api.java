package io.flowmeter.launcher.client;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The REST API of one service, for somebody with a token. What is not a 2xx is a {@link Refusal}.
 */
public final class Api {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(2);
  private static final int UNAUTHORISED = 401;
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String JSON_TYPE = "application/json";

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_LIMIT)
          .build();
  private final String service;
  private final URI base;
  private final Token token;

  /** Found when it is first needed: somebody may have to be asked for a password. */
  @FunctionalInterface
  interface Token {
    @Nullable String get() throws InterruptedException;

    /**
     * After it was refused: whether there is another now. A command may last longer than access.
     */
    default boolean renew() throws InterruptedException {
      return false;
    }
  }

  Api(String service, URI base, Token token) {
    this.service = service;
    this.base = base;
    this.token = token;
  }

  public JsonNode get(String path) throws InterruptedException {
    return send("GET", path, null);
  }

  public JsonNode send(String method, String path, @Nullable JsonNode body)
      throws InterruptedException {
    return send(method, path, body, Map.of());
  }

  public JsonNode send(
      String method, String path, @Nullable JsonNode body, Map<String, String> headers)
      throws InterruptedException {
    BodyPublisher content =
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString());
    HttpRequest.Builder request = request(path).method(method, content);
    if (body != null) request.header("Content-Type", JSON_TYPE);
    headers.forEach(request::header);
    return json(exchange(request, BodyHandlers.ofString()));
  }

  public JsonNode upload(String path, String mediaType, byte[] content)
      throws InterruptedException {
    return json(
        exchange(
            request(path)
                .POST(BodyPublishers.ofByteArray(content))
                .header("Content-Type", mediaType),
            BodyHandlers.ofString()));
  }

  /** As they come; to be closed. */
  public Stream<String> lines(String path) throws InterruptedException {
    HttpResponse<Stream<String>> answer = exchange(request(path), BodyHandlers.ofLines());
    if (answer.statusCode() / 100 != 2) {
      try (Stream<String> body = answer.body()) {
        throw refusal(answer.statusCode(), body.collect(Collectors.joining("\n")));
      }
    }
    return answer.body();
  }

  /** One part of a path, or one value of a query. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWER_LIMIT);
  }

  /** What was refused for its token was not begun, so it may be sent again with another. */
  private <T> HttpResponse<T> exchange(
      HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
      throws InterruptedException {
    HttpResponse<T> answer = exchangeOnce(request, handler);
    if (answer.statusCode() != UNAUTHORISED || !token.renew()) return answer;
    if (answer.body() instanceof Stream<?> body) body.close();
    return exchangeOnce(request, handler);
  }

  private <T> HttpResponse<T> exchangeOnce(
      HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
      throws InterruptedException {
    String given = token.get();
    if (given != null) request.setHeader("Authorization", "Bearer " + given);
    try {
      return http.send(request.build(), handler);
    } catch (IOException e) {
      throw new Refusal(0, "%s does not answer at %s (%s)".formatted(service, base, reason(e)));
    }
  }

  private JsonNode json(HttpResponse<String> answer) {
    if (answer.statusCode() / 100 != 2) throw refusal(answer.statusCode(), answer.body());
    try {
      return answer.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    } catch (JacksonException e) {
      throw new Refusal(
          answer.statusCode(),
          "what answers at %s is not %s: it sends no JSON".formatted(base, service));
    }
  }

  private Refusal refusal(int status, String body) {
    return new Refusal(status, "%s refuses (%d): %s".formatted(service, status, why(body)));
  }

  /** The services name the field as their predecessors did. */
  private static String why(String body) {
    JsonNode json;
    try {
      json = JSON.readTree(body);
    } catch (JacksonException e) {
      return body.lines().findFirst().orElse("no reason given");
    }
    return List.of("message", "error", "detail").stream()
        .map(json::path)
        .filter(field -> !field.isMissingNode())
        .map(Api::text)
        .findFirst()
        .orElse(body);
  }

  private static String text(JsonNode field) {
    if (!field.isArray()) return field.asString("");
    return StreamSupport.stream(field.spliterator(), false)
        .map(each -> each.path("msg").asString(each.toString()))
        .collect(Collectors.joining("; "));
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
