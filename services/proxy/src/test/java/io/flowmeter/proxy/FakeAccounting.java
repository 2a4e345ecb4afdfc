package io.flowmeter.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flowmeter.identity.ServiceCheck;
import io.flowmeter.identity.ServiceTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The credit check as it is agreed between the services: holds only, nothing settles them. */
public final class FakeAccounting implements AutoCloseable {
  public static final int CREDITS_PER_COMPLETION = 3;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** How requests are answered. */
  public enum Mode {
    NORMAL,
    /** Nobody has anything. */
    POOR,
    /** Everybody's account is deactivated. */
    INACTIVE,
    /** The first try of each completion fails. */
    FLAKY,
    BROKEN
  }

  private record Card(long held, String rateCard) {
    static final Card FLAT =
        new Card(
            CREDITS_PER_COMPLETION,
            "{\"version\":\"flat-3\",\"kind\":\"flat\",\"creditsPerCompletion\":3}");
  }

  private final HttpServer server;
  private final ServiceTokens tokens;
  private final Map<UUID, String> held = new ConcurrentHashMap<>();
  private final List<UUID> tries = new CopyOnWriteArrayList<>();
  private volatile Mode mode = Mode.NORMAL;
  private volatile Card card = Card.FLAT;

  public FakeAccounting(ServiceTokens tokens) {
    this.tokens = tokens;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/api/credits/holds", this::hold);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public void mode(Mode next) {
    mode = next;
  }

  /** What is held from now on, and by what it is priced. */
  public void card(long held, String rateCard) {
    card = new Card(held, rateCard);
  }

  /** The completions that credits are held for. */
  public List<UUID> holds() {
    return List.copyOf(held.keySet());
  }

  public List<UUID> tries() {
    return List.copyOf(tries);
  }

  public void reset() {
    mode = Mode.NORMAL;
    card = Card.FLAT;
    held.clear();
    tries.clear();
  }

  private void hold(HttpExchange exchange) throws IOException {
    try (exchange) {
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      String token = authorization == null ? null : authorization.replaceFirst("^Bearer ", "");
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      if (token == null || !(check(token) instanceof ServiceCheck.Valid)) {
        reply(exchange, 401, "{\"message\":\"Invalid token\"}");
        return;
      }
      JsonNode request = JSON.readTree(body);
      JsonNode user = request.path("user");
      boolean agreed =
          request.path("completionId").isString()
              && request.path("chatflowId").isString()
              && user.path("userId").isString()
              && user.path("username").isString()
              && user.path("email").isString()
              && user.path("role").isString();
      if (!agreed) {
        reply(exchange, 400, "{\"message\":\"Invalid hold\"}");
        return;
      }
      UUID completion = UUID.fromString(request.path("completionId").stringValue());
      boolean first = !tries.contains(completion);
      tries.add(completion);
      switch (mode) {
        case POOR -> reply(exchange, 402, "{\"message\":\"Insufficient credits\",\"available\":0}");
        case INACTIVE -> reply(exchange, 403, "{\"message\":\"The user account is deleted\"}");
        case BROKEN -> reply(exchange, 500, "{\"message\":\"Internal server error\"}");
        case FLAKY -> {
          if (first) reply(exchange, 503, "{}");
          else grant(exchange, completion, body);
        }
        case NORMAL -> grant(exchange, completion, body);
      }
    }
  }

  private void grant(HttpExchange exchange, UUID completion, String body) throws IOException {
    String before = held.putIfAbsent(completion, body);
    if (before != null && !before.equals(body)) {
      reply(exchange, 422, "{\"message\":\"Another hold of this completion exists\"}");
      return;
    }
    Card current = card;
    String answer =
        """
        {"holdId":"%s","completionId":"%s","credits":%d,"available":97,\
        "expiresAt":"2099-01-01T00:00:00Z","rateCard":%s}"""
            .formatted(UUID.randomUUID(), completion, current.held(), current.rateCard());
    reply(exchange, before == null ? 201 : 200, answer);
  }

  private ServiceCheck check(String token) {
    return tokens.check(token, "accounting-service");
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
