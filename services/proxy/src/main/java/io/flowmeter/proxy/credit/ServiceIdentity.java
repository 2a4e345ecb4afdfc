package io.flowmeter.proxy.credit;

import io.flowmeter.identity.ServiceTokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The proxy's own token for accounting, made anew when half of its life is over. */
final class ServiceIdentity {
  private static final String SERVICE = "flowise-proxy";
  private static final String AUDIENCE = "accounting-service";

  private record Issued(String token, Instant renewAt) {}

  private final ServiceTokens tokens;
  private final Clock clock;
  private final Duration lifetime;
  private volatile Issued issued = new Issued("", Instant.MIN);

  ServiceIdentity(ServiceTokens tokens, Clock clock, Duration lifetime) {
    this.tokens = tokens;
    this.clock = clock;
    this.lifetime = lifetime;
  }

  String token() {
    Instant now = clock.instant();
    Issued current = issued;
    if (now.isBefore(current.renewAt())) return current.token();
    var renewed =
        new Issued(tokens.issue(SERVICE, AUDIENCE, lifetime), now.plus(lifetime.dividedBy(2)));
    issued = renewed;
    return renewed.token();
  }
}
