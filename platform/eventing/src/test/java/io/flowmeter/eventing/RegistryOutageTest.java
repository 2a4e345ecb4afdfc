package io.flowmeter.eventing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fact is set aside for its own sake, never for the registry's. */
class RegistryOutageTest {
  private static final byte[] FACT = {0, 0, 0, 0, 7, 1, 2, 3};

  @Test
  void a_registry_that_ends_the_connection_is_waited_for() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> hangUp(server));

      assertThatThrownBy(() -> read(server.getLocalPort())).isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void a_registry_that_is_not_there_is_waited_for() throws IOException {
    int nobody;
    try (ServerSocket server = new ServerSocket(0)) {
      nobody = server.getLocalPort();
    }

    assertThatThrownBy(() -> read(nobody)).isInstanceOf(RuntimeException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503, 504})
  void a_registry_that_cannot_answer_now_is_waited_for(int status) throws IOException {
    HttpServer server = answering(status, "{\"error_code\":%d,\"message\":\"\"}".formatted(status));
    try {
      assertThatThrownBy(() -> read(server.getAddress().getPort()))
          .isInstanceOf(RuntimeException.class);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void a_fact_whose_schema_the_registry_does_not_know_is_unreadable() throws IOException {
    HttpServer server = answering(404, "{\"error_code\":404,\"message\":\"no such schema\"}");
    try {
      assertThat(read(server.getAddress().getPort())).isInstanceOf(Received.Unreadable.class);
    } finally {
      server.stop(0);
    }
  }

  private static @Nullable Received read(int registryPort) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(
        "apicurio.registry.url", "http://127.0.0.1:%d/apis/registry/v3".formatted(registryPort));
    settings.put("apicurio.registry.use-specific-avro-reader", true);
    settings.put("apicurio.registry.dereference-schema", true);
    try (var deserializer = new ReceivedDeserializer(new AvroKafkaDeserializer<>())) {
      deserializer.configure(settings, false);
      return deserializer.deserialize("proxy.usage.v1", FACT);
    }
  }

  private static void hangUp(ServerSocket server) {
    while (!server.isClosed()) {
      try (var connection = server.accept()) {
        int _ = connection.getInputStream().read();
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static HttpServer answering(int status, String body) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }
}
