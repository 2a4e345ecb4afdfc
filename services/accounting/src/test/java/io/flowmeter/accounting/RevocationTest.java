package io.flowmeter.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.eventing.EventIds;
import io.flowmeter.events.UserDeleted;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RevocationTest {
  private static final Duration PROMISED = Duration.ofSeconds(1);
  private static final String ROUTE = "/api/credits/total-balance";

  private final RunningService service = RunningService.get();

  @Test
  void a_revoked_token_is_refused_within_a_second_and_by_an_instance_that_started_later() {
    UserId user = new People(service).registered();
    String token = service.token(user, Role.ENDUSER);
    assertThat(service.get(ROUTE, token).status()).isEqualTo(200);

    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    Instant nextSecond = now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    service.publish(new UserDeleted(new EventIds().next(), now, user.value(), "root", nextSecond));

    await()
        .atMost(PROMISED)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> service.get(ROUTE, token).status() == 401);
    try (var later = service.another(Map.of())) {
      assertThat(later.get(ROUTE, token).status()).isEqualTo(401);
    }
  }
}
