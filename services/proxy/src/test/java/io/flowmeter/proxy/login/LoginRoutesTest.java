package io.flowmeter.proxy.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.proxy.Client;
import io.flowmeter.proxy.TestProxy;
import org.junit.jupiter.api.Test;

/** Old clients log in through the proxy; auth decides. */
class LoginRoutesTest {
  private static final String LOGIN = "/api/v1/chat/authenticate";

  private final TestProxy.Person person = TestProxy.person();
  private final Client anybody = new Client("");

  @Test
  void a_login_is_passed_on_and_answered_in_the_predecessors_form() {
    TestProxy.AUTH.answers(
        200,
        """
        {"message":"Login successful","accessToken":"%s","refreshToken":"r1",\
        "user":{"id":"1","username":"ann","email":"a@b.c","isVerified":true,"role":"admin"}}"""
            .formatted(person.token()));

    var answer = anybody.post(LOGIN, "{\"username\":\"ann\",\"password\":\"pass word\"}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("access_token").asString()).isEqualTo(person.token());
    assertThat(answer.json().path("refresh_token").asString()).isEqualTo("r1");
    assertThat(answer.json().path("token_type").asString()).isEqualTo("bearer");
    assertThat(answer.json().path("expires_in").asLong()).isEqualTo(300);
    assertThat(answer.json().path("user").path("role").asString()).isEqualTo("admin");
    assertThat(TestProxy.AUTH.onlyRequest().path()).isEqualTo("/api/auth/login");
    assertThat(TestProxy.AUTH.onlyRequest().body())
        .isEqualTo("{\"username\":\"ann\",\"password\":\"pass word\"}");
  }

  @Test
  void auths_refusal_is_told_as_it_is() {
    TestProxy.AUTH.answers(401, "{\"error\":\"Email not verified\"}");

    var answer = anybody.post(LOGIN, "{\"username\":\"ann\",\"password\":\"x\"}");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.json().path("detail").asString()).isEqualTo("Email not verified");
    assertThat(answer.json().path("message").asString()).isEqualTo("Email not verified");
  }

  @Test
  void auth_that_is_broken_is_no_wrong_password() {
    TestProxy.AUTH.answers(500, "{\"error\":\"Internal server error\"}");

    assertThat(anybody.post(LOGIN, "{\"username\":\"ann\",\"password\":\"x\"}").status())
        .isEqualTo(503);
  }

  @Test // R1
  void too_many_requests_are_no_wrong_password() {
    TestProxy.AUTH.answers(429, "{\"error\":\"Too many requests, please try again later.\"}");

    var answer = anybody.post(LOGIN, "{\"username\":\"ann\",\"password\":\"x\"}");

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.json().path("message").asString()).startsWith("Too many requests");
  }

  @Test
  void a_login_stays_in_the_trace_of_the_request_that_is_passed_on() {
    String trace = "00-" + "ab".repeat(16) + "-" + "cd".repeat(8) + "-01";
    TestProxy.AUTH.answers(401, "{\"error\":\"Invalid credentials\"}");

    anybody.post(LOGIN, "{\"username\":\"ann\",\"password\":\"x\"}", "traceparent", trace);

    assertThat(TestProxy.AUTH.onlyRequest().traceparent()).isEqualTo(trace);
  }

  @Test // R1
  void auth_is_told_who_asks_also_behind_a_reverse_proxy() {
    TestProxy.AUTH.answers(401, "{\"error\":\"Invalid credentials\"}");
    String body = "{\"username\":\"ann\",\"password\":\"x\"}";

    anybody.post(LOGIN, body);
    assertThat(TestProxy.AUTH.onlyRequest().forwardedFor()).isEqualTo("127.0.0.1");

    TestProxy.AUTH.answers(401, "{\"error\":\"Invalid credentials\"}");
    anybody.post(LOGIN, body, "X-Forwarded-For", "203.0.113.7");
    assertThat(TestProxy.AUTH.onlyRequest().forwardedFor()).isEqualTo("203.0.113.7, 127.0.0.1");
  }

  @Test
  void a_refused_refresh_is_a_401_in_auths_words() {
    TestProxy.AUTH.answers(401, "{\"error\":\"Invalid refresh token\"}");

    var answer = anybody.post("/api/v1/chat/refresh", "{\"refresh_token\":\"r1\"}");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.json().path("detail").asString()).isEqualTo("Invalid refresh token");
  }

  @Test
  void a_missing_field_is_named() {
    var answer = anybody.post(LOGIN, "{\"username\":\"ann\"}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("detail").path(0).path("loc").path(1).asString())
        .isEqualTo("password");
  }

  @Test
  void a_refresh_tells_who_it_is_for() {
    TestProxy.AUTH.answers(
        200,
        """
        {"message":"Token refreshed successfully","accessToken":"%s","refreshToken":"r2"}"""
            .formatted(person.token()));

    var answer = anybody.post("/api/v1/chat/refresh", "{\"refresh_token\":\"r1\"}");

    assertThat(answer.json().path("refresh_token").asString()).isEqualTo("r2");
    assertThat(answer.json().path("expires_in").asLong()).isEqualTo(300);
    assertThat(answer.json().path("user").path("id").asString()).isEqualTo(person.userId());
    assertThat(answer.json().path("user").path("role").asString()).isEqualTo("enduser");
    assertThat(TestProxy.AUTH.onlyRequest().body()).isEqualTo("{\"refreshToken\":\"r1\"}");
  }

  @Test // S4
  void a_revocation_really_logs_out() {
    TestProxy.AUTH.answers(200, "{\"message\":\"Logout successful\"}");
    var one = Client.of(person).post("/api/v1/chat/revoke", "{\"refresh_token\":\"r1\"}");
    assertThat(one.status()).isEqualTo(200);
    assertThat(TestProxy.AUTH.onlyRequest().path()).isEqualTo("/api/auth/logout");

    TestProxy.AUTH.answers(200, "{\"message\":\"Logged out from all devices\"}");
    var all = Client.of(person).post("/api/v1/chat/revoke", "{\"all_tokens\":true}");
    assertThat(all.status()).isEqualTo(200);
    assertThat(TestProxy.AUTH.onlyRequest().path()).isEqualTo("/api/auth/logout-all");
    assertThat(TestProxy.AUTH.onlyRequest().authorization()).isEqualTo("Bearer " + person.token());

    TestProxy.AUTH.answers(200, "{\"message\":\"Logged out from all devices\"}");
    assertThat(Client.of(person).post("/api/v1/chat/revoke", "{}").status()).isEqualTo(200);
    assertThat(TestProxy.AUTH.onlyRequest().path()).isEqualTo("/api/auth/logout-all");
  }

  @Test
  void who_calls_is_told_who_they_are() {
    var user = Client.of(person).get("/api/v1/chat/get_current_user").json();
    assertThat(user.path("id").asString()).isEqualTo(person.userId());
    assertThat(user.path("username").asString()).isEqualTo(person.caller().username());
    assertThat(user.path("email").asString()).isEqualTo(person.caller().email());
    assertThat(user.path("role").asString()).isEqualTo("enduser");
    assertThat(anybody.get("/api/v1/chat/get_current_user").status()).isEqualTo(403);
  }

  @Test
  void a_revocation_needs_a_valid_token() {
    assertThat(anybody.post("/api/v1/chat/revoke", "{}").status()).isEqualTo(403);
  }
}
