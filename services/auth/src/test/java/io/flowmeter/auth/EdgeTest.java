package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeTest {
  private static final String ALLOW = "Access-Control-Allow-Origin";
  private static final AuthServer AUTH =
      AuthServer.start("flowmeter.cors.origins=https://school.example, https://ui.example/");

  @AfterAll
  static void stop() {
    AUTH.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://school.example", "https://ui.example"})
  void each_origin_of_the_list_is_answered_with_itself(String origin) {
    Reply reply = AUTH.get("/health", "Origin", origin);
    assertThat(reply.http().headers().allValues(ALLOW)).containsExactly(origin);
    assertThat(reply.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(reply.header("Vary")).contains("Origin");
  }

  @Test
  void other_origins_may_not_read() {
    Reply reply = AUTH.get("/health", "Origin", "https://evil.example");
    assertThat(reply.header(ALLOW)).isEmpty();
    Reply asked =
        AUTH.options(
            "/api/auth/login",
            "Origin",
            "https://evil.example",
            "Access-Control-Request-Method",
            "POST");
    assertThat(asked.header(ALLOW)).isEmpty();
  }

  @Test
  void a_browser_that_asks_first_is_told() {
    Reply reply =
        AUTH.options(
            "/api/auth/login",
            "Origin",
            "https://ui.example",
            "Access-Control-Request-Method",
            "POST");
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.header(ALLOW)).isEqualTo("https://ui.example");
    assertThat(reply.header("Access-Control-Allow-Methods")).contains("POST", "PUT", "DELETE");
    assertThat(reply.header("Access-Control-Allow-Headers")).contains("Authorization");
  }

  @Test
  void refusals_can_be_read_by_pages_too() {
    Reply reply = AUTH.post("/api/auth/login", "{}", "Origin", "https://ui.example");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.header(ALLOW)).isEqualTo("https://ui.example");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/api/profile", "/nothing-here"})
  void every_answer_has_the_security_headers(String path) {
    Reply reply = AUTH.get(path);
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(reply.header("Content-Security-Policy")).startsWith("default-src 'none'");
    assertThat(reply.header("Strict-Transport-Security")).startsWith("max-age=");
    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    assertThat(reply.http().headers().map()).doesNotContainKeys("x-powered-by", "server");
  }
}
