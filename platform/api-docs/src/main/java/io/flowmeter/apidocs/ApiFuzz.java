package io.flowmeter.apidocs;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.springframework.core.env.Environment;

/**
 * Sends each route of a service's OpenAPI document what nobody should: wrong types, sizes and
 * encodings, duplicated members, operators, and tokens that are missing, forged or damaged.
 */
public final class ApiFuzz {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Pattern VARIABLE = Pattern.compile("\\{[^}]+}");
  private static final int REFUSED = 400;
  private static final int SHOWN_CHARACTERS = 300;
  private static final int OVERSIZE_CHARACTERS = 3_000_000;
  private static final int DEPTH = 20_000;

  private static final List<String> HOSTILE_IN_URLS =
      List.of(
          "%00",
          "%ff",
          "..%2f..%2fpasswd",
          "%7B%22%24gt%22%3A%22%22%7D",
          "%F0%9F%92%A7",
          "-1",
          "99999999999999999999",
          "a".repeat(3_000));

  private static final List<String> HOSTILE_VALUES =
      List.of(
          "null",
          "true",
          "1e999",
          "1.5",
          "-9223372036854775809",
          "{\"$gt\":\"\"}",
          "[{\"a\":[]}]",
          "\"\"",
          "\"\\u0000\\ud800\"",
          "\"" + "x".repeat(100_000) + "\"");

  private static final List<byte[]> HOSTILE_BODIES =
      List.of(
          utf8(""),
          utf8("null"),
          utf8("[]"),
          utf8("\"text\""),
          utf8("{"),
          utf8("{\"email\":\"a\",\"email\":\"b\"}"),
          utf8("[".repeat(DEPTH)),
          utf8("{\"a\":\"" + "x".repeat(OVERSIZE_CHARACTERS) + "\"}"),
          new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'},
          "{\"a\":1}".getBytes(StandardCharsets.UTF_16));

  private static final List<String> FORGED =
      List.of(
          "nonsense",
          // {"alg":"none"} {"sub":"1","role":"admin"}
          "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIiwicm9sZSI6ImFkbWluIn0.",
          "..");

  private final HttpClient http = HttpClient.newHttpClient();
  private final String address;
  private final JsonNode document;
  private final List<String> findings = new ArrayList<>();
  private final Supplier<String> state;
  private String token = "";
  private String before;
  private int sent;

  private ApiFuzz(Environment service, Supplier<String> state) throws IOException {
    this.state = state;
    this.before = state.get();
    this.address = "http://localhost:" + service.getRequiredProperty("local.server.port");
    this.document = JSON.readTree(ApiDocument.generated(service));
  }

  /**
   * What came of it.
   *
   * @param findings each request that was answered as none may be
   */
  public record Result(int sent, List<String> findings) {}

  /**
   * @param tokens of the person who sends it all; a new one for each route, since some end it
   * @param state all that the service keeps, or hashes of it, in lines: no refused request may
   *     change it
   */
  public static Result run(Environment service, Supplier<String> tokens, Supplier<String> state)
      throws IOException, InterruptedException {
    var fuzz = new ApiFuzz(service, state);
    for (var path : fuzz.document.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        fuzz.token = tokens.get();
        fuzz.before = state.get();
        fuzz.route(
            operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue());
      }
    }
    return new Result(fuzz.sent, fuzz.findings);
  }

  private void route(String method, String path, JsonNode operation)
      throws IOException, InterruptedException {
    String plain = VARIABLE.matcher(path).replaceAll("650000000000000000000001");
    JsonNode schema = resolved(body(operation));
    byte[] good = utf8(sample(schema).toString());
    if (operation.has("security")) tokens(method, plain, good, type(operation));
    urls(method, path, plain, operation, good);
    if (operation.has("requestBody")) bodies(method, plain, schema);
  }

  private void tokens(String method, String path, byte[] body, String type)
      throws IOException, InterruptedException {
    var bad = new ArrayList<>(FORGED);
    bad.add("");
    bad.add(token.substring(0, token.length() - 2) + (token.endsWith("AA") ? "BB" : "AA"));
    for (String each : bad) {
      var answer = send(method, path, body, each, type);
      // The predecessor's proxy has 403 for who shows no token at all.
      int status = answer.statusCode();
      boolean refused = status == 401 || (status == 403 && each.isEmpty());
      if (!refused) found(method, path, "token '" + each + "'", answer);
    }
  }

  private void urls(String method, String path, String plain, JsonNode operation, byte[] body)
      throws IOException, InterruptedException {
    for (String hostile : HOSTILE_IN_URLS) {
      if (!path.equals(plain)) {
        String url = VARIABLE.matcher(path).replaceAll(hostile);
        check(method, url, "", body, "application/json");
      }
      for (JsonNode parameter : operation.path("parameters")) {
        if (!parameter.path("in").asText().equals("query")) continue;
        String url = plain + "?" + parameter.path("name").asText() + "=" + hostile;
        check(method, url, "", body, "application/json");
      }
    }
  }

  private void bodies(String method, String path, JsonNode schema)
      throws IOException, InterruptedException {
    for (byte[] hostile : HOSTILE_BODIES) check(method, path, "", hostile, "application/json");
    check(method, path, "as text", utf8("{}"), "text/plain");
    check(method, path, "as XML", utf8("<a/>"), "application/xml");
    check(method, path, "as nothing", utf8("{}"), "nonsense");
    for (var property : schema.path("properties").properties()) {
      for (String hostile : HOSTILE_VALUES) {
        ObjectNode body = (ObjectNode) sample(schema);
        String marker = "\"@\"";
        String text = body.put(property.getKey(), "@").toString().replace(marker, hostile);
        check(method, path, property.getKey(), utf8(text), "application/json");
      }
    }
  }

  private void check(String method, String path, String what, byte[] body, String type)
      throws IOException, InterruptedException {
    var answer = send(method, path, body, token, type);
    boolean fault = answer.statusCode() >= 500;
    boolean tells = answer.body().contains("Exception") || answer.body().contains("\tat ");
    if (fault || tells) {
      found(method, path, what + " " + cut(utf8(body)), answer);
    }
  }

  private HttpResponse<String> send(
      String method, String path, byte[] body, String bearer, String type)
      throws IOException, InterruptedException {
    sent++;
    var request =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(LIMIT)
            .method(
                method,
                method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (!bearer.isEmpty()) request.header("Authorization", "Bearer " + bearer);
    if (!method.equals("GET")) request.header("Content-Type", type);
    var answer = answer(request.build());
    if (method.equals("GET")) return answer;
    String after = state.get();
    if (answer.statusCode() >= REFUSED && !after.equals(before)) {
      String changed = after.lines().filter(line -> !before.contains(line)).collect(joining(", "));
      found(method, path, cut(utf8(body)) + " that changed " + changed, answer);
    }
    before = after;
    return answer;
  }

  /**
   * A server closes the connection after an answer to a body that it did not read to its end. The
   * next request may have been sent on it by then; on a fresh one it has to be answered.
   */
  private HttpResponse<String> answer(HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (HttpTimeoutException silent) {
      throw silent;
    } catch (IOException closedMeanwhile) {
      return http.send(request, BodyHandlers.ofString());
    }
  }

  private void found(String method, String path, String what, HttpResponse<String> answer) {
    findings.add(
        "%s %s with %s: %d %s"
            .formatted(method, cut(path), what, answer.statusCode(), cut(answer.body())));
  }

  private static String type(JsonNode operation) {
    var types = operation.path("requestBody").path("content").fieldNames();
    return types.hasNext() ? types.next() : "application/json";
  }

  private static JsonNode body(JsonNode operation) {
    return operation.path("requestBody").path("content").path(type(operation)).path("schema");
  }

  private JsonNode resolved(JsonNode schema) {
    String reference = schema.path("$ref").asText("");
    return reference.isEmpty() ? schema : document.at(reference.substring(1));
  }

  /** A body that keeps to its schema, with each member that has one. */
  private JsonNode sample(JsonNode of) {
    JsonNode schema = resolved(of);
    JsonNode type = schema.path("type");
    return switch (type.isArray() ? type.path(0).asText() : type.asText()) {
      case "string" -> JSON.getNodeFactory().textNode(text(schema));
      case "integer" ->
          JSON.getNodeFactory().numberNode(Math.max(1, schema.path("minimum").asLong()));
      case "number" -> JSON.getNodeFactory().numberNode(1);
      case "boolean" -> JSON.getNodeFactory().booleanNode(true);
      case "array" -> JSON.createArrayNode();
      default -> {
        ObjectNode object = JSON.createObjectNode();
        for (var property : schema.path("properties").properties()) {
          object.set(property.getKey(), sample(property.getValue()));
        }
        yield object;
      }
    };
  }

  private static String text(JsonNode schema) {
    if (schema.has("enum")) return schema.path("enum").path(0).asText();
    return switch (schema.path("format").asText()) {
      case "email" -> "somebody@example.com";
      case "uuid" -> "00000000-0000-4000-8000-000000000001";
      case "date-time" -> "2099-01-01T00:00:00Z";
      default -> "650000000000000000000001";
    };
  }

  private static String cut(String text) {
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
  }

  private static String utf8(byte[] text) {
    return new String(text, StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
