package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowmeter.embedded.EmbeddedMail;
import io.flowmeter.embedded.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutageTest {

  @Test
  void while_all_is_there_health_is_the_documented_word() {
    AuthServer auth = AuthServer.shared();
    Awaitility.await().atMost(People.PATIENCE).until(() -> auth.get("/health").status() == 200);
    assertThat(auth.get("/health").http().body()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(auth.get("/api/health").http().body()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(auth.get("/actuator/health/readiness").status()).isEqualTo(200);
    assertThat(auth.get("/actuator/health/liveness").status()).isEqualTo(200);
    assertThat(auth.get("/actuator/prometheus").http().body())
        .contains("flowmeter_password_hashing", "flowmeter_outbox_published");
  }

  @Test
  void without_database_and_broker_it_starts_says_so_and_refuses_politely() {
    int nobody = Ports.free();
    try (var auth =
        AuthServer.start(
            "spring.mongodb.uri=mongodb://127.0.0.1:%d/auth_db".formatted(nobody),
            "flowmeter.kafka.bootstrap-servers=127.0.0.1:%d".formatted(nobody),
            "flowmeter.mongodb.connect-limit=300ms",
            "flowmeter.health.limit=500ms",
            "logging.level.root=error")) {
      Reply health = auth.get("/health");
      Reply login = auth.post("/api/auth/login", "{\"username\":\"a\",\"password\":\"b\"}");

      assertThat(health.status()).isEqualTo(503);
      assertThat(health.json().get("failing").toString()).contains("mongodb", "kafka");
      assertThat(login.status()).isEqualTo(503);
      assertThat(login.header("Retry-After")).isNotBlank();
      assertThat(login.error()).contains("not available");
      assertThat(auth.get("/actuator/health/readiness").status()).isEqualTo(503);
      assertThat(auth.get("/actuator/health/liveness").status()).isEqualTo(200);
    }
  }

  @Test
  void a_letter_waits_while_the_mail_server_is_down(@TempDir Path directory) throws IOException {
    int smtpPort = Ports.free();
    String email = People.newName() + "@example.com";
    try (var auth = AuthServer.start("spring.mail.port=" + smtpPort, "logging.level.root=error")) {
      Reply registered =
          auth.post("/api/auth/register", People.application("<i>學生" + People.newName(), email));
      assertThat(registered.status()).isEqualTo(201);

      try (var mail = EmbeddedMail.start(directory, smtpPort, Ports.free())) {
        var letters =
            Awaitility.await()
                .atMost(People.PATIENCE)
                .until(mail::received, received -> !received.isEmpty());
        assertThat(letters).hasSize(1);
        assertThat(raw(directory))
            .contains(
                "Content-Type: multipart/alternative", "Content-Type: text/plain; charset=US-ASCII")
            .contains("Content-Transfer-Encoding: 7bit")
            .contains("\nverification code: " + People.codeIn(letters.getFirst()))
            .doesNotContain("<i>");
        assertThat(new People(auth).verify(People.codeIn(letters.getFirst()), email).status())
            .isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "access-secret, short, is shorter than 32 bytes",
    "refresh-secret, short, is shorter than 32 bytes",
    "access-secret, '', is not set",
    "refresh-secret, '', is not set",
    "refresh-secret, refresh_secret, is a published example",
  })
  void weak_secrets_stop_the_start(String name, String secret, String why) {
    assertThatThrownBy(
            () ->
                AuthServer.start(
                    "flowmeter.tokens.%s=%s".formatted(name, secret), "logging.level.root=off"))
        .rootCause()
        .hasMessageContaining("JWT_" + name.toUpperCase(Locale.ROOT).replace('-', '_') + " " + why)
        .hasMessageContaining("openssl rand");
  }

  /** As it went over the wire. */
  private static String raw(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return Files.readString(files.findFirst().orElseThrow());
    }
  }
}
