package io.flowmeter.accounting;

import io.flowmeter.embedded.Infrastructure.Database;
import io.flowmeter.embedded.TestInfrastructure;
import io.flowmeter.eventing.EventPublisher;
import io.flowmeter.eventing.OutgoingEvent;
import io.flowmeter.identity.AccessTokens;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.ServiceTokens;
import io.flowmeter.identity.UserId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service on a real database, broker and registry; one for all tests of this JVM. */
final class RunningService implements AutoCloseable {
  static final String SECRET = "9b1c7a53e0d24f8a6e5b3d7c1f0a2948";
  private static final RunningService ONLY =
      new RunningService(TestInfrastructure.postgres().newDatabase(), Map.of());

  private final ConfigurableApplicationContext context;
  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper json = new JsonMapper();
  private final URI address;
  private final Database database;

  private RunningService(Database database, Map<String, String> settings) {
    this.database = database;
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "server.port",
                "0",
                "spring.datasource.url",
                database.url(),
                "spring.datasource.username",
                database.user(),
                "spring.datasource.password",
                database.password(),
                "flowmeter.kafka.bootstrap-servers",
                TestInfrastructure.kafka().bootstrapServers(),
                "flowmeter.kafka.registry-url",
                TestInfrastructure.registry().url(),
                "flowmeter.tokens.access-secret",
                SECRET,
                "flowmeter.accounts.registration-wait",
                "1s",
                "flowmeter.holds.sweep-interval",
                "300ms",
                "flowmeter.expiry.interval",
                "300ms"));
    // Beside the rest: a second web server costs each start.
    all.put("management.server.port", "");
    all.put("flowmeter.outbox.retry-pause", "100ms");
    all.put("flowmeter.outbox.attempts", "3");
    all.put("flowmeter.months.interval", "1s");
    all.put("flowmeter.kafka.batch-wait", "20ms");
    // The first requests are decided by code that is not compiled yet.
    all.put("flowmeter.holds.decision-limit", "10s");
    // Outages are noticed, and their ends too, as soon as a test would like.
    all.put("spring.datasource.hikari.connection-timeout", "3000");
    all.put("flowmeter.kafka.retry-pause-max", "500ms");
    all.putAll(settings);
    context =
        new SpringApplicationBuilder(AccountingApplication.class)
            .run(
                all.entrySet().stream()
                    .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                    .toArray(String[]::new));
    address =
        URI.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port"));
  }

  /** Another instance on the same database. */
  RunningService another(Map<String, String> settings) {
    return new RunningService(database, settings);
  }

  /** One that shares nothing with the others unless {@code settings} say so. */
  static RunningService apart(Map<String, String> settings) {
    return new RunningService(TestInfrastructure.postgres().newDatabase(), settings);
  }

  Database database() {
    return database;
  }

  @Override
  public void close() {
    context.close();
  }

  static RunningService get() {
    return ONLY;
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  <T> Collection<T> beans(Class<T> type) {
    return context.getBeansOfType(type).values();
  }

  DSLContext sql() {
    return bean(DSLContext.class);
  }

  void publish(SpecificRecord... events) {
    bean(EventPublisher.class)
        .publishAll(Arrays.stream(events).map(event -> new OutgoingEvent(event, null)).toList());
  }

  Reply get(String path, @Nullable String token) {
    return send(HttpRequest.newBuilder(address.resolve(path)).GET(), token, List.of());
  }

  Reply delete(String path, @Nullable String token) {
    return send(HttpRequest.newBuilder(address.resolve(path)).DELETE(), token, List.of());
  }

  Reply post(String path, @Nullable String token, String body, String... headers) {
    var request =
        HttpRequest.newBuilder(address.resolve(path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    return send(request, token, List.of(headers));
  }

  /** Any method with a body. */
  Reply send(String method, String path, @Nullable String token, String body, String... headers) {
    var request =
        HttpRequest.newBuilder(address.resolve(path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    return send(request, token, List.of(headers));
  }

  private Reply send(HttpRequest.Builder request, @Nullable String token, List<String> headers) {
    if (token != null) request.header("Authorization", "Bearer " + token);
    if (!headers.isEmpty()) request.headers(headers.toArray(String[]::new));
    try {
      var response =
          http.send(
              request.timeout(Duration.ofSeconds(20)).build(),
              HttpResponse.BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.body(), json);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String token(UserId user, Role role) {
    Caller caller =
        new Caller(
            user,
            "name-" + user,
            user + "@example.com",
            role,
            "any",
            Instant.parse("2026-01-01T00:00:00Z"));
    return bean(AccessTokens.class).issue(caller, Duration.ofMinutes(5));
  }

  String serviceToken() {
    return bean(ServiceTokens.class)
        .issue("flowise-proxy", "accounting-service", Duration.ofMinutes(5));
  }

  record Reply(int status, String body, JsonMapper mapper) {
    JsonNode json() {
      return mapper.readTree(body);
    }

    String message() {
      return json().path("message").asString();
    }
  }
}
