package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.somebody;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.identity.AccessTokens;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.TokenKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All routes of the predecessor: each is there, and for whom. */
class EveryRouteTest {
  private final RunningService service = RunningService.get();

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/api/health"})
  void health_is_for_everybody(String path) {
    assertThat(service.get(path, null).json().path("service").asString())
        .isEqualTo("accounting-service");
  }

  @ParameterizedTest(name = "{0} {1} is for each {2}")
  @CsvSource({
    "GET, /api/credits/balance, ENDUSER",
    "GET, /api/credits/total-balance, ENDUSER",
    "POST, /api/credits/check, ENDUSER",
    "POST, /api/credits/calculate, ENDUSER",
    "POST, /api/credits/deduct, ENDUSER",
    "GET, /api/credits/balance/ID, SUPERVISOR",
    "POST, /api/credits/allocate, SUPERVISOR",
    "POST, /api/credits/allocate-by-email, ADMIN",
    "POST, /api/credits/set, SUPERVISOR",
    "DELETE, /api/credits/remove, SUPERVISOR",
    "PUT, /api/credits/adjust, SUPERVISOR",
    "GET, /api/credits/allocations/all, SUPERVISOR",
    "POST, /api/streaming-sessions/initialize, ENDUSER",
    "POST, /api/streaming-sessions/finalize, ENDUSER",
    "POST, /api/streaming-sessions/abort, ENDUSER",
    "GET, /api/streaming-sessions/active, ENDUSER",
    "GET, /api/streaming-sessions/active/ID, SUPERVISOR",
    "GET, /api/streaming-sessions/active/all, ADMIN",
    "GET, /api/streaming-sessions/recent, SUPERVISOR",
    "GET, /api/streaming-sessions/recent/ID, SUPERVISOR",
    "POST, /api/usage/record, ENDUSER",
    "GET, /api/usage/stats, ENDUSER",
    "GET, /api/usage/stats/ID, SUPERVISOR",
    "GET, /api/usage/system-stats, ADMIN",
    "POST, /api/admin/users, ADMIN"
  })
  void a_route_is_there_for_whom_it_is_meant_and_for_nobody_less(
      String method, String path, Role least) {
    for (Role role : Role.values()) {
      var reply = send(method, path, service.token(somebody(), role));
      if (role.compareTo(least) > 0) {
        assertThat(reply.status()).as(role + ": " + reply.body()).isEqualTo(403);
        assertThat(reply.message()).isEqualTo("Admin access required");
        continue;
      }
      assertThat(reply.status()).as(role + ": " + reply.body()).isIn(200, 400, 404);
      assertThat(reply.body()).doesNotContain("there is no route");
    }
    var nobody = send(method, path, null);
    assertThat(nobody.status()).isEqualTo(401);
    assertThat(nobody.message()).isEqualTo("Authentication token required");
    assertThat(send(method, path, "nonsense").message()).isEqualTo("Invalid token");
  }

  @Test
  void an_expired_token_is_told_to_be_one() {
    var keys = TokenKeys.of("JWT_ACCESS_SECRET", RunningService.SECRET, List.of(), false);
    var longAgo = Clock.offset(Clock.systemUTC(), Duration.ofHours(-1));
    var caller = new Caller(somebody(), "name", "a@b.example", Role.ENDUSER, "any", Instant.EPOCH);
    String token = new AccessTokens(keys, longAgo).issue(caller, Duration.ofMinutes(5));

    var reply = service.get("/api/credits/balance", token);

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.message()).isEqualTo("Token expired");
  }

  private RunningService.Reply send(String method, String path, @Nullable String token) {
    String full = path.replace("ID", somebody().value());
    return method.equals("GET")
        ? service.get(full, token)
        : service.send(method, full, token, "{}");
  }
}
