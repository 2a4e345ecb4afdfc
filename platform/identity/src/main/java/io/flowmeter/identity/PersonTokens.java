package io.flowmeter.identity;

import io.jsonwebtoken.Claims;
import io.jsonwebtoken.ExpiredJwtException;
import io.jsonwebtoken.JwtException;
import java.time.Clock;
import java.time.Duration;
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
      Claims claims = tokens.read(token);
      if (!type.equals(claims.get("type"))) return new TokenCheck.WrongType();
      return caller(claims)
          .<TokenCheck>map(TokenCheck.Valid::new)
          .orElseGet(TokenCheck.Invalid::new);
    } catch (ExpiredJwtException e) {
      return new TokenCheck.Expired();
    } catch (JwtException | IllegalArgumentException e) {
      return new TokenCheck.Invalid();
    }
  }

  private static Optional<Caller> caller(Claims claims) {
    String subject = claims.getSubject();
    if (subject == null || !UserId.isValid(subject)) return Optional.empty();
    return Role.parse(text(claims, "role"))
        .map(
            role ->
                new Caller(
                    new UserId(subject),
                    text(claims, "username"),
                    text(claims, "email"),
                    role,
                    Objects.requireNonNullElse(claims.getId(), ""),
                    claims.getIssuedAt().toInstant()));
  }

  private static String text(Claims claims, String name) {
    return Objects.requireNonNullElse(claims.get(name, String.class), "");
  }
}
