package io.flowmeter.eventing.revocation;

import io.flowmeter.eventing.LiveFeed;
import io.flowmeter.eventing.LiveFeeds;
import io.flowmeter.eventing.Topic;
import io.flowmeter.events.RoleChanged;
import io.flowmeter.events.UserDeleted;
import io.flowmeter.events.UserUpdated;
import io.flowmeter.identity.Revocations;
import io.flowmeter.identity.UserId;
import io.flowmeter.web.HealthCheck;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link RevokedTokens} for a service that imports it beside the Kafka platform. Nothing is kept on
 * disk: after a restart the facts of a token's longest lifetime are read again.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RevocationSettings.class)
public class RevocationPlatform {

  @Bean
  Revocations revocations(RevocationSettings settings, Clock clock, MeterRegistry metrics) {
    var revocations = new Revocations(clock, settings.longestLifetime(), settings.maxPeople());
    Gauge.builder("flowmeter.revocations.remembered", revocations, Revocations::size)
        .register(metrics);
    return revocations;
  }

  @Bean
  LiveFeed revocationFeed(
      LiveFeeds feeds, Revocations revocations, RevocationSettings settings, Clock clock) {
    Instant from = clock.instant().minus(settings.longestLifetime()).minus(settings.clockSkew());
    return feeds.of(
        Topic.AUTH_USERS, from, settings.startLimit(), event -> apply(event, revocations));
  }

  @Bean
  RevokedTokens revokedTokens(Revocations revocations, LiveFeed revocationFeed) {
    return new RevokedTokens(revocations, revocationFeed::isCaughtUp);
  }

  @Bean
  HealthCheck revocationHealth(LiveFeed revocationFeed) {
    return new HealthCheck() {
      @Override
      public String name() {
        return "revocations";
      }

      @Override
      public void check() {
        if (!revocationFeed.isCaughtUp()) throw new IllegalStateException("not read up to now");
      }
    };
  }

  private static void apply(SpecificRecord event, Revocations revocations) {
    switch (event) {
      case RoleChanged changed ->
          note(revocations, changed.getUserId(), changed.getTokensValidFrom());
      case UserUpdated updated ->
          note(revocations, updated.getUserId(), updated.getTokensValidFrom());
      case UserDeleted deleted ->
          note(revocations, deleted.getUserId(), deleted.getTokensValidFrom());
      // A person who has just registered has no older tokens.
      default -> {}
    }
  }

  private static void note(Revocations revocations, String userId, Instant tokensValidFrom) {
    if (UserId.isValid(userId)) revocations.note(new UserId(userId), tokensValidFrom);
  }
}
