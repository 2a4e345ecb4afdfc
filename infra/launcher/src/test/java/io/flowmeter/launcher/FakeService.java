package io.flowmeter.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A service that gives prepared answers; what was not prepared is a 404, as of a real one. */
public final class FakeService implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Answer> answers = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private String expiring = "";
  private int usesLeft;

  private record Answer(int status, String body) {}

  public FakeService() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.start();
  }

  /**
   * @param request such as {@code GET /api/health}, with the query
   */
  public FakeService answers(String request, int status, String body) {
    answers.put(request, new Answer(status, body));
    return this;
  }

  /** This access token is refused when it was used so often; all others are accepted. */
  public FakeService expires(String token, int uses) {
    expiring = "Bearer " + token;
    usesLeft = uses;
    return this;
  }

  /** Method, path, query and body of everything that was asked for. */
  public synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  public String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    String request = "%s %s".formatted(exchange.getRequestMethod(), exchange.getRequestURI());
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add((request + " " + body).strip());
    Answer answer = answers.getOrDefault(request, new Answer(404, "{\"message\":\"Not found\"}"));
    if (expiring.equals(exchange.getRequestHeaders().getFirst("Authorization")) && --usesLeft < 0) {
      answer = new Answer(401, "{\"message\":\"Token expired\"}");
    }
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
