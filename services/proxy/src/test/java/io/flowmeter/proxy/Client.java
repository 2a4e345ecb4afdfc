package io.flowmeter.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the predecessor, as far as the tests need one. */
public final class Client {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final String base;
  private final String token;

  public Client(String token) {
    this(TestProxy.url(""), token);
  }

  private Client(String base, String token) {
    this.base = base;
    this.token = token;
  }

  /** Of another instance than that of all tests. */
  public static Client at(String base, String token) {
    return new Client(base, token);
  }

  public static Client of(TestProxy.Person person) {
    return new Client(person.token());
  }

  /** An answer that is not a stream. */
  public record Answer(int status, JsonNode json, java.net.http.HttpHeaders headers) {
    public String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  /** A stream, heard to its end. */
  public record Stream(List<JsonNode> events, List<String> comments) {
    public List<String> names() {
      return events.stream().map(event -> event.path("event").asString()).toList();
    }

    public String text() {
      return events.stream()
          .filter(event -> "token".equals(event.path("event").asString()))
          .map(event -> event.path("data").asString())
          .collect(Collectors.joining());
    }

    public JsonNode first(String name) {
      return events.stream()
          .filter(event -> name.equals(event.path("event").asString()))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + name + " in " + names()));
    }
  }

  public Answer get(String path) {
    return send(request(path).GET().build());
  }

  /**
   * @param body empty for none
   */
  public Answer delete(String path, String body) {
    var publisher =
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method("DELETE", publisher)
            .build());
  }

  public Answer put(String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  public Answer put(String path) {
    return send(request(path).PUT(HttpRequest.BodyPublishers.noBody()).build());
  }

  public Answer patch(String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method("PATCH", HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  public Answer post(String path, String body, String... headers) {
    var request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) request.headers(headers);
    return send(request.build());
  }

  public Stream stream(String body, String... headers) {
    try (InputStream in = open(body, headers)) {
      return read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of a stream that the test reads, or leaves. */
  public InputStream open(String body, String... headers) {
    return openAt("/api/v1/chat/predict/stream/store", body, headers);
  }

  public InputStream openAt(String path, String body, String... headers) {
    var request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) request.headers(headers);
    try {
      var response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        throw new AssertionError(
            response.statusCode() + " " + new String(response.body().readAllBytes(), UTF_8));
      }
      String type = response.headers().firstValue("Content-Type").orElse("");
      if (!type.replace(" ", "").equalsIgnoreCase("text/event-stream;charset=utf-8")) {
        throw new AssertionError(type);
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public static Stream read(InputStream in) throws IOException {
    var events = new ArrayList<JsonNode>();
    var comments = new ArrayList<String>();
    var lines = new BufferedReader(new InputStreamReader(in, UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(":")) comments.add(line);
      if (line.startsWith("data: ")) events.add(JSON.readTree(line.substring(6)));
    }
    return new Stream(events, comments);
  }

  /** Reads on until so many tokens with a text have come. */
  public static List<String> readTokens(InputStream in, int tokens) throws IOException {
    var texts = new ArrayList<String>();
    var lines = new BufferedReader(new InputStreamReader(in, UTF_8));
    while (texts.size() < tokens) {
      String line = lines.readLine();
      if (line == null) break;
      if (!line.startsWith("data: ")) continue;
      JsonNode event = JSON.readTree(line.substring(6));
      boolean token = "token".equals(event.path("event").asString());
      if (token && !event.path("data").asString().isEmpty()) {
        texts.add(event.path("data").asString());
      }
    }
    return texts;
  }

  private HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(20));
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }

  private static Answer send(HttpRequest request) {
    try {
      var response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), JSON.readTree(response.body()), response.headers());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
