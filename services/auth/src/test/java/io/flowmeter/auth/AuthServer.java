package io.flowmeter.auth;

import com.mongodb.client.MongoDatabase;
import io.flowmeter.embedded.TestInfrastructure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;

/** The running service, over real HTTP, on infrastructure of its own database. */
public final class AuthServer implements AutoCloseable {
  public static final String ACCESS_SECRET = "test access secret, 0123456789 abcdefghij";
  public static final String REFRESH_SECRET = "test refresh secret, 0123456789 abcdefghi";

  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final ConfigurableApplicationContext context;
  private final MovableClock clock;
  private final int port;

  private AuthServer(ConfigurableApplicationContext context, MovableClock clock) {
    this.context = context;
    this.clock = clock;
    this.port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  /** With an administrator called {@code root}; for all tests that do not need their own. */
  public static AuthServer shared() {
    return Shared.SERVER;
  }

  /**
   * @param settings {@code name=value}
   */
  public static AuthServer start(String... settings) {
    var clock = new MovableClock();
    var application = new SpringApplication(AuthApplication.class);
    application.addInitializers(
        context ->
            ((GenericApplicationContext) context).registerBean("clock", Clock.class, () -> clock));
    var merged = new LinkedHashMap<>(settings());
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      merged.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    String[] arguments =
        merged.entrySet().stream()
            .map(setting -> "--%s=%s".formatted(setting.getKey(), setting.getValue()))
            .toArray(String[]::new);
    return new AuthServer(application.run(arguments), clock);
  }

  /** With an administrator called {@code root}. */
  public static AuthServer startWithRoot() {
    return start(
        "flowmeter.bootstrap-admin.username=root",
        "flowmeter.bootstrap-admin.email=root@example.com",
        "flowmeter.bootstrap-admin.password=" + People.PASSWORD);
  }

  private static Map<String, String> settings() {
    return Map.ofEntries(
        Map.entry("server.port", "0"),
        Map.entry("management.server.port", ""),
        Map.entry("logging.level.root", "warn"),
        Map.entry("logging.level.de.bwaldvogel", "error"),
        Map.entry("spring.mongodb.uri", newDatabase()),
        Map.entry(
            "flowmeter.kafka.bootstrap-servers", TestInfrastructure.kafka().bootstrapServers()),
        Map.entry("flowmeter.kafka.registry-url", TestInfrastructure.registry().url()),
        Map.entry("spring.mail.host", TestInfrastructure.mail().smtpHost()),
        Map.entry("spring.mail.port", String.valueOf(TestInfrastructure.mail().smtpPort())),
        Map.entry("flowmeter.tokens.access-secret", ACCESS_SECRET),
        Map.entry("flowmeter.tokens.refresh-secret", REFRESH_SECRET),
        Map.entry("flowmeter.mail.first-retry", "100ms"),
        Map.entry("flowmeter.mail.poll-interval", "200ms"),
        // The rules are the same with less memory, and the tests faster.
        Map.entry("flowmeter.password.memory-kib", "64"));
  }

  private static String newDatabase() {
    return TestInfrastructure.mongo()
        .uri("auth%d_%d".formatted(DATABASES.incrementAndGet(), ProcessHandle.current().pid()));
  }

  public MovableClock clock() {
    return clock;
  }

  Environment environment() {
    return context.getEnvironment();
  }

  public MongoDatabase database() {
    return context.getBean(MongoDatabase.class);
  }

  public String databaseUri() {
    return context.getEnvironment().getRequiredProperty("spring.mongodb.uri");
  }

  public Reply get(String path, String... headers) {
    return send(request(path, headers).GET().build());
  }

  public Reply post(String path, String json, String... headers) {
    return send(request(path, headers).POST(BodyPublishers.ofString(json)).build());
  }

  public Reply postCsv(String path, String csv, String... headers) {
    return send(
        request(path, headers)
            .setHeader("Content-Type", "text/csv")
            .POST(BodyPublishers.ofString(csv))
            .build());
  }

  public Reply put(String path, String json, String... headers) {
    return send(request(path, headers).PUT(BodyPublishers.ofString(json)).build());
  }

  public Reply delete(String path, String... headers) {
    return send(request(path, headers).DELETE().build());
  }

  public Reply delete(String path, String json, String token) {
    return send(
        request(path, bearer(token)).method("DELETE", BodyPublishers.ofString(json)).build());
  }

  public Reply options(String path, String... headers) {
    return send(request(path, headers).method("OPTIONS", BodyPublishers.noBody()).build());
  }

  public static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  /** Runs all at the same moment; their answers in their order. */
  public static <T> List<T> together(List<Callable<T>> calls) {
    var start = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> running =
          calls.stream()
              .map(
                  call ->
                      threads.submit(
                          () -> {
                            start.await();
                            return call.call();
                          }))
              .toList();
      start.countDown();
      var results = new ArrayList<T>();
      for (Future<T> result : running) results.add(result.get());
      return results;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest.Builder request(String path, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://localhost:%d%s".formatted(port, path)))
            .header("Content-Type", "application/json");
    if (headers.length > 0) request.headers(headers);
    return request;
  }

  private static Reply send(HttpRequest request) {
    try {
      return new Reply(HTTP.send(request, BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    context.close();
  }

  private static final class Shared {
    static final AuthServer SERVER = startWithRoot();

    private Shared() {}
  }
}
