package io.flowmeter.identity;

import io.jsonwebtoken.Claims;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.SignatureException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The short way for tokens that were made here: they all begin with the same header, so that it
 * need not be read, and their claims are flat. Every request to every service checks one.
 */
final class OwnTokens {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<String> TIMES = Set.of(Claims.ISSUED_AT, Claims.EXPIRATION);

  private final Map<String, Mac> byHeader = new HashMap<>();

  OwnTokens(TokenKeys keys) {
    for (String id : keys.ids()) {
      SecretKey key = keys.accepted(id).orElseThrow();
      String sample =
          Jwts.builder()
              .header()
              .keyId(id)
              .and()
              .signWith(key, Jwts.SIG.HS256)
              .subject("-")
              .compact();
      byHeader.put(sample.substring(0, sample.indexOf('.')), macOf(key));
    }
  }

  /**
   * What the token says, whatever its time; empty if it has another header or form, and has to be
   * read the long way.
   *
   * @param token three parts of base64url
   * @throws SignatureException if the signature is not ours
   */
  Optional<TokenClaims> read(String token) {
    int payload = token.indexOf('.') + 1;
    int signature = token.lastIndexOf('.') + 1;
    Mac mac = byHeader.get(token.substring(0, payload - 1));
    if (mac == null) return Optional.empty();
    byte[] signed = token.substring(0, signature - 1).getBytes(StandardCharsets.US_ASCII);
    byte[] given = Base64.getUrlDecoder().decode(token.substring(signature));
    if (!MessageDigest.isEqual(fresh(mac).doFinal(signed), given)) {
      throw new SignatureException("not our signature");
    }
    return claims(Base64.getUrlDecoder().decode(token.substring(payload, signature - 1)));
  }

  private static Optional<TokenClaims> claims(byte[] json) {
    var members = new HashMap<String, Object>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) return Optional.empty();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        boolean time = TIMES.contains(name);
        if (value == JsonToken.VALUE_STRING && !time) {
          members.put(name, parser.getString());
        } else if (value == JsonToken.VALUE_NUMBER_INT && time) {
          members.put(name, Instant.ofEpochSecond(parser.getLongValue()));
        } else {
          return Optional.empty();
        }
      }
    } catch (JacksonException | java.time.DateTimeException e) {
      return Optional.empty();
    }
    return Optional.of(new TokenClaims(members));
  }

  /** A copy has its key set up already. */
  private static Mac fresh(Mac prepared) {
    try {
      return (Mac) prepared.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("HmacSHA256 of this Java platform cannot be copied", e);
    }
  }

  private static Mac macOf(SecretKey key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256 is part of every Java platform", e);
    }
  }
}
