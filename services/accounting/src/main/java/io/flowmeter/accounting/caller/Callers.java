package io.flowmeter.accounting.caller;

import io.flowmeter.accounting.account.Accounts;
import io.flowmeter.eventing.revocation.RevokedTokens;
import io.flowmeter.identity.AccessTokens;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.ServiceCheck;
import io.flowmeter.identity.ServiceTokens;
import io.flowmeter.identity.TokenCheck;
import io.flowmeter.web.ApiException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Decides who calls, by the Authorization header alone. */
@Component
public class Callers {
  static final String AUDIENCE = "accounting-service";
  private static final String SCHEME = "Bearer ";

  private final AccessTokens accessTokens;
  private final RevokedTokens revoked;
  private final ServiceTokens serviceTokens;
  private final Accounts accounts;

  Callers(
      AccessTokens accessTokens,
      RevokedTokens revoked,
      ServiceTokens serviceTokens,
      Accounts accounts) {
    this.accessTokens = accessTokens;
    this.revoked = revoked;
    this.serviceTokens = serviceTokens;
    this.accounts = accounts;
  }

  public Caller person(@Nullable String authorization) {
    Caller caller =
        switch (accessTokens.check(token(authorization))) {
          case TokenCheck.Valid(Caller valid) -> valid;
          case TokenCheck.Missing _ -> throw unauthorized("Authentication token required");
          case TokenCheck.Expired _ -> throw unauthorized("Token expired");
          case TokenCheck.WrongType _ -> throw unauthorized("Invalid token type");
          case TokenCheck.Invalid _ -> throw unauthorized("Invalid token");
        };
    if (revoked.contain(caller)) throw unauthorized("Invalid token");
    if (!accounts.of(caller).accepts(caller.issuedAt())) throw unauthorized("Invalid token");
    return caller;
  }

  ServiceCaller service(@Nullable String authorization) {
    String token = token(authorization);
    if (token == null) throw unauthorized("Authentication token required");
    if (serviceTokens.check(token, AUDIENCE) instanceof ServiceCheck.Valid(String service)) {
      return new ServiceCaller(service);
    }
    if (accessTokens.check(token) instanceof TokenCheck.Valid) {
      throw new ApiException(403, "Service access required");
    }
    throw unauthorized("Invalid token");
  }

  private static @Nullable String token(@Nullable String authorization) {
    if (authorization == null) return null;
    if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) return null;
    return authorization.substring(SCHEME.length()).strip();
  }

  private static ApiException unauthorized(String text) {
    return new ApiException(401, text).header("WWW-Authenticate", "Bearer");
  }
}
