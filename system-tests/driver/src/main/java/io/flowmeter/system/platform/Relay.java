package io.flowmeter.system.platform;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Stands between a command and the services. The second time that one of them has made something,
 * its answer is kept back: this is done, and the command does not know it.
 */
final class Relay implements AutoCloseable {
  private final HttpServer server;
  private final List<String> options = new ArrayList<>();

  /** Touched by the server's one thread. */
  private int made;

  private volatile boolean kept;

  Relay(Map<String, Client> services) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    services.forEach(this::standBefore);
    server.start();
  }

  private void standBefore(String name, Client service) {
    server.createContext("/" + name, exchange -> pass(exchange, name, service));
    options.add("--%s-url".formatted(name));
    options.add("http://127.0.0.1:%d/%s".formatted(server.getAddress().getPort(), name));
  }

  /** Of the command. */
  List<String> options() {
    return List.copyOf(options);
  }

  boolean hasKept() {
    return kept;
  }

  private void pass(HttpExchange exchange, String name, Client service) throws IOException {
    String path = exchange.getRequestURI().toString().substring(1 + name.length());
    String token = exchange.getRequestHeaders().getFirst("Authorization").replace("Bearer ", "");
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Reply reply =
        service.as(token).send(exchange.getRequestMethod(), path, body.isEmpty() ? null : body);
    if (reply.text().contains("\"status\":\"created\"")) {
      made++;
    }
    kept = made >= 2;
    if (kept) {
      return;
    }
    byte[] answer = reply.text().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
