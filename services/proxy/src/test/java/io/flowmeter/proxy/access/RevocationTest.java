package io.flowmeter.proxy.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.eventing.EventIds;
import io.flowmeter.events.RoleChanged;
import io.flowmeter.proxy.Client;
import io.flowmeter.proxy.ProxyApplication;
import io.flowmeter.proxy.TestProxy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;

/** The predecessor's proxy let a demoted or deleted person go on until the token expired. */
class RevocationTest {
  private static final Duration PROMISED = Duration.ofSeconds(1);
  private static final String ROUTE = "/api/v1/chat/sessions";

  private final TestProxy.Person person = TestProxy.person();

  @Test
  void a_revoked_token_is_refused_within_a_second_and_by_an_instance_that_started_later() {
    assertThat(Client.of(person).get(ROUTE).status()).isEqualTo(200);

    revoke();

    await()
        .atMost(PROMISED)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> Client.of(person).get(ROUTE).status() == 401);
    try (var later =
        new SpringApplication(ProxyApplication.class)
            .run(TestProxy.arguments("--server.port=0").toArray(String[]::new))) {
      String base = "http://127.0.0.1:" + later.getEnvironment().getProperty("local.server.port");
      assertThat(Client.at(base, person.token()).get(ROUTE).status()).isEqualTo(401);
    }
  }

  private void revoke() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    Instant nextSecond = now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    TestProxy.publish(
        new RoleChanged(
            new EventIds().next(), now, person.userId(), "enduser", "admin", "root", nextSecond));
  }
}
