package io.flowmeter.identity;

import io.jsonwebtoken.Claims;
import io.jsonwebtoken.ExpiredJwtException;
import io.jsonwebtoken.Header;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.ProtectedHeader;
import io.jsonwebtoken.UnsupportedJwtException;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** HS256 over a set of keys: what all kinds of token have in common. */
final class SignedTokens {
  /** Longer than any token of ours; a longer one is refused before it costs anything. */
  private static final int MAX_CHARS = 4_096;

  /**
   * Three parts of unpadded base64url, the last an HMAC-SHA256. Its 43rd character carries four
   * bits, so only 16 characters are canonical there; without this check each token would have four
   * spellings.
   */
  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]");

  private final TokenKeys keys;
  private final Clock clock;
  private final JwtParser parser;
  private final OwnTokens own;

  SignedTokens(TokenKeys keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
    this.own = new OwnTokens(keys);
    this.parser =
        Jwts.parser().keyLocator(this::keyOf).clock(() -> Date.from(clock.instant())).build();
  }

  String sign(Map<String, String> claims, String subject, Duration lifetime) {
    return sign(claims, subject, UUID.randomUUID().toString(), lifetime);
  }

  String sign(Map<String, String> claims, String subject, String tokenId, Duration lifetime) {
    Instant now = clock.instant();
    var texts = new LinkedHashMap<>(claims);
    texts.put(Claims.SUBJECT, subject);
    texts.put(Claims.ID, tokenId);
    return own.sign(texts, now, now.plus(lifetime));
  }

  /**
   * @throws ExpiredJwtException if it is ours but too old
   * @throws JwtException if it is not ours
   */
  TokenClaims read(String token) {
    if (token.length() > MAX_CHARS || !FORM.matcher(token).matches()) {
      throw new UnsupportedJwtException("not a signed token of ours");
    }
    TokenClaims claims =
        own.read(token)
            .orElseGet(() -> TokenClaims.of(parser.parseSignedClaims(token).getPayload()));
    Instant end = claims.time(Claims.EXPIRATION);
    if (end == null || claims.time(Claims.ISSUED_AT) == null) {
      throw new UnsupportedJwtException("a token of ours has a start and an end");
    }
    if (!clock.instant().isBefore(end)) throw new ExpiredJwtException(null, null, "too old");
    return claims;
  }

  /** Tokens of the predecessor name no key: the current one is tried. */
  private Key keyOf(Header header) {
    if (!(header instanceof ProtectedHeader signed) || !"HS256".equals(signed.getAlgorithm())) {
      throw new UnsupportedJwtException("only HS256 is accepted");
    }
    if (signed.getKeyId() == null) return keys.current();
    return keys.accepted(signed.getKeyId())
        .orElseThrow(() -> new UnsupportedJwtException("signed by a key that is not accepted"));
  }
}
