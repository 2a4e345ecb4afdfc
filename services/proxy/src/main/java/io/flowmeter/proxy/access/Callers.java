package io.flowmeter.proxy.access;

import io.flowmeter.eventing.revocation.RevokedTokens;
import io.flowmeter.identity.AccessTokens;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.TokenCheck;
import io.flowmeter.web.ApiException;
import org.jspecify.annotations.Nullable;

/** Who calls, by the bearer token; refuses with the predecessor's words. */
final class Callers {
  private static final String SCHEME = "bearer ";

  private final AccessTokens tokens;
  private final RevokedTokens revoked;

  Callers(AccessTokens tokens, RevokedTokens revoked) {
    this.tokens = tokens;
    this.revoked = revoked;
  }

  Caller of(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw notAuthenticated();
    }
    return switch (tokens.check(authorization.substring(SCHEME.length()).strip())) {
      case TokenCheck.Valid(Caller caller) -> living(caller);
      case TokenCheck.Missing _ -> throw notAuthenticated();
      case TokenCheck.Expired _, TokenCheck.WrongType _, TokenCheck.Invalid _ -> throw invalid();
    };
  }

  private Caller living(Caller caller) {
    if (revoked.contain(caller)) throw invalid();
    return caller;
  }

  private static ApiException invalid() {
    return new ApiException(401, "Invalid or expired token").header("WWW-Authenticate", "Bearer");
  }

  private static ApiException notAuthenticated() {
    return new ApiException(403, "Not authenticated");
  }
}
