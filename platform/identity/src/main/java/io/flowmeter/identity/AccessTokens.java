package io.flowmeter.identity;

import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Access tokens: what a client shows with every request. */
public final class AccessTokens {
  private final PersonTokens tokens;

  public AccessTokens(TokenKeys keys, Clock clock) {
    this.tokens = new PersonTokens("access", keys, clock);
  }

  /** A new token; its id and time are fresh, whatever {@code caller} carries. */
  public String issue(Caller caller, Duration lifetime) {
    return tokens.issue(caller, lifetime);
  }

  public TokenCheck check(@Nullable String token) {
    return tokens.check(token);
  }
}
