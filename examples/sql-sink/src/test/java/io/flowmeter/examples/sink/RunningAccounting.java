package io.flowmeter.examples.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.accounting.AccountingApplication;
import io.flowmeter.embedded.Infrastructure.Database;
import io.flowmeter.embedded.TestInfrastructure;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.eventing.EventPublisher;
import io.flowmeter.eventing.OutgoingEvent;
import io.flowmeter.events.UserRegistered;
import io.flowmeter.identity.AccessTokens;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Accounting on a real database and broker, seen through its routes, with a clock of its own. */
final class RunningAccounting implements AutoCloseable {
  private static final UserId ADMIN = new UserId("00000000000000000000000a");

  private final HttpClient http = HttpClient.newHttpClient();
  private final ConfigurableApplicationContext context;
  private final Clock clock;
  private final JdbcTemplate books;

  RunningAccounting(Clock clock) {
    this.clock = clock;
    Database database = TestInfrastructure.postgres().newDatabase();
    context =
        new SpringApplicationBuilder(AccountingApplication.class)
            .initializers(
                starting ->
                    ((GenericApplicationContext) starting)
                        .registerBean("movableClock", Clock.class, () -> clock))
            .run(
                "--server.port=0",
                "--management.server.port=",
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password(),
                "--flowmeter.kafka.bootstrap-servers="
                    + TestInfrastructure.kafka().bootstrapServers(),
                "--flowmeter.kafka.registry-url=" + TestInfrastructure.registry().url(),
                "--flowmeter.tokens.access-secret=" + UUID.randomUUID(),
                "--flowmeter.expiry.interval=100ms");
    books = context.getBean(JdbcTemplate.class);
  }

  void publish(List<? extends SpecificRecord> facts) {
    context
        .getBean(EventPublisher.class)
        .publishAll(facts.stream().map(fact -> new OutgoingEvent(fact, null)).toList());
  }

  UserId register() {
    var user = new UserId(UUID.randomUUID().toString().replace("-", "").substring(0, 24));
    publish(
        List.of(
            UserRegistered.newBuilder()
                .setEventId(new EventIds().next())
                .setOccurredAt(clock.instant())
                .setUserId(user.value())
                .setUsername("user_" + user)
                .setEmail(user + "@school.example")
                .setEmailVerified(true)
                .setRole("enduser")
                .setTokensValidFrom(clock.instant().minusSeconds(60))
                .build()));
    return user;
  }

  void allocate(UserId user, long credits, int expiryDays) {
    var answer =
        send(
            "POST",
            "/api/credits/allocate",
            token(ADMIN, Role.ADMIN),
            "{\"userId\":\"%s\",\"credits\":%d,\"expiryDays\":%d}"
                .formatted(user, credits, expiryDays));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  /** Refused where less is there than would be taken: then nothing happens. */
  void adjust(UserId user, long by) {
    var answer =
        send(
            "PUT",
            "/api/credits/adjust",
            token(ADMIN, Role.ADMIN),
            "{\"userId\":\"%s\",\"adjustment\":%d}".formatted(user, by));
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400);
  }

  /** Refused where less is there: then nothing happens. */
  void deduct(UserId user, long credits) {
    var answer =
        send(
            "POST",
            "/api/credits/deduct",
            token(user, Role.ENDUSER),
            "{\"credits\":%d}".formatted(credits));
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400);
  }

  long balance(UserId user) {
    return json(send("GET", "/api/credits/balance/" + user, token(ADMIN, Role.ADMIN), ""))
        .path("totalCredits")
        .longValue();
  }

  long count(String rowsOf) {
    Long count = books.queryForObject("select count(*) from " + rowsOf, Long.class);
    return count == null ? 0 : count;
  }

  private String token(UserId user, Role role) {
    var caller = new Caller(user, "name", user + "@school.example", role, "any", clock.instant());
    return context.getBean(AccessTokens.class).issue(caller, Duration.ofMinutes(5));
  }

  private HttpResponse<String> send(String method, String path, String token, String body) {
    String port = context.getEnvironment().getRequiredProperty("local.server.port");
    var request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  @Override
  public void close() {
    context.close();
  }
}
