package io.flowmeter.identity;

import io.jsonwebtoken.Claims;
import io.jsonwebtoken.JwtException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tokens by which one service calls another. Their key is derived from the access secret, so that a
 * person's token never passes for a service's, nor the other way round.
 */
public final class ServiceTokens {
  private final SignedTokens tokens;

  public ServiceTokens(TokenKeys accessKeys, Clock clock) {
    this.tokens = new SignedTokens(accessKeys.derive("service tokens"), clock);
  }

  public String issue(String service, String audience, Duration lifetime) {
    return tokens.sign(Map.of("type", "service", "aud", audience), service, lifetime);
  }

  public ServiceCheck check(@Nullable String token, String audience) {
    if (token == null) return new ServiceCheck.Invalid();
    try {
      TokenClaims claims = tokens.read(token);
      String service = claims.text(Claims.SUBJECT);
      boolean meant = claims.texts(Claims.AUDIENCE).contains(audience);
      return meant && service != null && "service".equals(claims.text("type"))
          ? new ServiceCheck.Valid(service)
          : new ServiceCheck.Invalid();
    } catch (JwtException | IllegalArgumentException e) {
      return new ServiceCheck.Invalid();
    }
  }
}
