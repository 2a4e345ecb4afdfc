package io.flowmeter.auth.access;

import io.flowmeter.auth.account.User;
import io.flowmeter.identity.AccessTokens;
import io.flowmeter.identity.TokenKeys;
import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Issues access tokens. */
@Component
public class TokenIssuer {
  private final TokenKeys accessKeys;
  private final AccessTokens tokens;
  private final TokenSettings settings;
  private final Clock clock;

  TokenIssuer(TokenKeys accessKeys, AccessTokens tokens, TokenSettings settings, Clock clock) {
    this.accessKeys = accessKeys;
    this.tokens = tokens;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Within the second of a revocation the token is dated to its end, less than a second ahead:
   * token times are whole seconds, and it must be told from those that were revoked.
   */
  public String issueTo(User user) {
    Instant from = user.tokensValidFrom();
    AccessTokens issuer =
        clock.instant().isBefore(from)
            ? new AccessTokens(accessKeys, Clock.fixed(from, clock.getZone()))
            : tokens;
    return issuer.issue(user.asCaller(), settings.accessLifetime());
  }
}
