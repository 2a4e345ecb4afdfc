package io.flowmeter.identity;

import io.jsonwebtoken.Claims;
import io.jsonwebtoken.ExpiredJwtException;
import io.jsonwebtoken.JwtException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tokens that speak for a person, of one type; claims as the predecessor's, plus {@code jti}. */
final class PersonTokens {
  private final String type;
  private final SignedTokens tokens;

  PersonTokens(String type, TokenKeys keys, Clock clock) {
    this.type = type;
    this.tokens = new SignedTokens(keys, clock);
  }

  String issue(Caller caller, Duration lifetime) {
    return issue(caller, UUID.randomUUID().toString(), lifetime);
  }

  String issue(Caller caller, String tokenId, Duration lifetime) {
    var claims =
        Map.of(
            "username", caller.username(),
            "email", caller.email(),
            "type", type,
            "role", caller.role().wire());
    return tokens.sign(claims, caller.userId().value(), tokenId, lifetime);
  }

  TokenCheck check(@Nullable String token) {
    if (token == null || token.isBlank()) return new TokenCheck.Missing();
    try {
      TokenClaims claims = tokens.read(token);
      if (!type.equals(claims.text("type"))) return new TokenCheck.WrongType();
      return caller(claims)
          .<TokenCheck>map(TokenCheck.Valid::new)
          .orElseGet(TokenCheck.Invalid::new);
    } catch (ExpiredJwtException e) {
      return new TokenCheck.Expired();
    } catch (JwtException | IllegalArgumentException e) {
      return new TokenCheck.Invalid();
    }
  }

  private static Optional<Caller> caller(TokenClaims claims) {
    String subject = claims.text(Claims.SUBJECT);
    Instant issuedAt = claims.time(Claims.ISSUED_AT);
    if (subject == null || issuedAt == null || !UserId.isValid(subject)) return Optional.empty();
    return Role.parse(text(claims, "role"))
        .map(
            role ->
                new Caller(
                    new UserId(subject),
                    text(claims, "username"),
                    text(claims, "email"),
                    role,
                    text(claims, Claims.ID),
                    issuedAt));
  }

  private static String text(TokenClaims claims, String name) {
    return Objects.requireNonNullElse(claims.text(name), "");
  }
}
