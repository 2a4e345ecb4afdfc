package io.flowmeter.identity;

import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Refresh tokens: what a client exchanges for a new pair. */
public final class RefreshTokens {
  private final PersonTokens tokens;

  public RefreshTokens(TokenKeys keys, Clock clock) {
    this.tokens = new PersonTokens("refresh", keys, clock);
  }

  /** A new token; its id and time are fresh, whatever {@code caller} carries. */
  public String issue(Caller caller, Duration lifetime) {
    return tokens.issue(caller, lifetime);
  }

  /** A new token with this id, by which its issuer finds the session that it continues. */
  public String issue(Caller caller, String tokenId, Duration lifetime) {
    return tokens.issue(caller, tokenId, lifetime);
  }

  public TokenCheck check(@Nullable String token) {
    return tokens.check(token);
  }
}
