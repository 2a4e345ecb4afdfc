package io.flowmeter.eventing.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flowmeter.embedded.TestInfrastructure;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.eventing.EventPublisher;
import io.flowmeter.eventing.KafkaPlatform;
import io.flowmeter.eventing.OutgoingEvent;
import io.flowmeter.events.RoleChanged;
import io.flowmeter.events.UserDeleted;
import io.flowmeter.events.UserUpdated;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import io.flowmeter.web.ErrorShape;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** On the real broker. */
class RevocationPlatformTest {
  private static final Duration PROMISED = Duration.ofSeconds(1);
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private final EventIds ids = new EventIds();
  private final UserId anna = new UserId("anna-" + UUID.randomUUID());
  private ConfigurableApplicationContext instance = start();

  @AfterEach
  void stop() {
    instance.close();
  }

  @Test
  void a_token_is_refused_within_a_second_of_its_revocation_by_every_instance() {
    try (var another = start()) {
      publish(new RoleChanged(ids.next(), now, anna.value(), "enduser", "admin", "root", now));

      for (var each : List.of(instance, another)) {
        await()
            .atMost(PROMISED)
            .pollInterval(Duration.ofMillis(5))
            .until(() -> tokens(each).contain(token(now.minusSeconds(1))));
        assertThat(tokens(each).contain(token(now))).isFalse();
      }
    }
  }

  @Test
  void a_restarted_instance_still_refuses_it() {
    publish(new UserDeleted(ids.next(), now, anna.value(), "root", now));
    instance.close();

    instance = start();

    assertThat(tokens(instance).contain(token(now.minusSeconds(1)))).isTrue();
  }

  @Test
  void an_update_that_revokes_nothing_new_refuses_nothing_new() {
    Instant from = now.minusSeconds(60);
    publish(update(from));
    publish(update(from));

    await().atMost(PROMISED).until(() -> tokens(instance).contain(token(from.minusSeconds(1))));
    assertThat(tokens(instance).contain(token(from))).isFalse();
  }

  @Test
  void while_the_broker_is_away_at_a_start_nobody_is_let_in() {
    try (var blind = start("--flowmeter.kafka.bootstrap-servers=localhost:1")) {
      assertThatThrownBy(() -> tokens(blind).contain(token(now)))
          .isInstanceOfSatisfying(
              ApiException.class, refusal -> assertThat(refusal.status()).isEqualTo(503));
    }
  }

  private UserUpdated update(Instant tokensValidFrom) {
    return new UserUpdated(
        ids.next(),
        now,
        anna.value(),
        "anna",
        "anna@example.com",
        true,
        true,
        "enduser",
        tokensValidFrom);
  }

  private Caller token(Instant issuedAt) {
    return new Caller(anna, "anna", "anna@example.com", Role.ENDUSER, "id", issuedAt);
  }

  private void publish(SpecificRecord event) {
    instance.getBean(EventPublisher.class).publishAll(List.of(OutgoingEvent.of(event)));
  }

  private static RevokedTokens tokens(ConfigurableApplicationContext instance) {
    return instance.getBean(RevokedTokens.class);
  }

  private static ConfigurableApplicationContext start(String... more) {
    return new SpringApplicationBuilder(Service.class)
        .web(WebApplicationType.NONE)
        .properties(
            "spring.application.name=revocation-test",
            "flowmeter.revocation.start-limit=3s",
            "flowmeter.kafka.bootstrap-servers=" + TestInfrastructure.kafka().bootstrapServers(),
            "flowmeter.kafka.registry-url=" + TestInfrastructure.registry().url())
        .run(more);
  }

  @SpringBootConfiguration
  @EnableAutoConfiguration
  @Import({KafkaPlatform.class, RevocationPlatform.class})
  static class Service {
    @Bean
    ErrorShape shape() {
      return () -> "error";
    }

    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }

    @Bean
    MeterRegistry metrics() {
      return new SimpleMeterRegistry();
    }
  }
}
