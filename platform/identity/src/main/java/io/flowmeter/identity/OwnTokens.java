package io.flowmeter.identity;

import io.jsonwebtoken.Claims;
import io.jsonwebtoken.security.SignatureException;
import java.io.ByteArrayOutputStream;
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
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Makes tokens, and reads those that were made here the short way: they all begin with the same
 * header, so that it need not be read, and their claims are flat. Every request to every service
 * checks one.
 */
final class OwnTokens {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final int USUAL_BYTES = 512;
  private static final Set<String> TIMES = Set.of(Claims.ISSUED_AT, Claims.EXPIRATION);

  private final Map<String, Mac> byHeader = new HashMap<>();
  private final String currentHeader;
  private final Mac currentMac;

  OwnTokens(TokenKeys keys) {
    for (String id : keys.ids()) {
      byHeader.put(header(id), macOf(keys.accepted(id).orElseThrow()));
    }
    this.currentHeader = header(keys.currentId());
    this.currentMac = macOf(keys.current());
  }

  private static String header(String keyId) {
    return BASE64.encodeToString(
        "{\"kid\":\"%s\",\"alg\":\"HS256\"}".formatted(keyId).getBytes(StandardCharsets.US_ASCII));
  }

  /** A token of these claims, signed with the current key. */
  String sign(Map<String, String> texts, Instant issuedAt, Instant expiration) {
    String signed = currentHeader + '.' + BASE64.encodeToString(json(texts, issuedAt, expiration));
    byte[] signature = fresh(currentMac).doFinal(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + '.' + BASE64.encodeToString(signature);
  }

  private static byte[] json(Map<String, String> texts, Instant issuedAt, Instant expiration) {
    var json = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator members = JSON.createGenerator(ObjectWriteContext.empty(), json)) {
      members.writeStartObject();
      texts.forEach(members::writeStringProperty);
      members.writeNumberProperty(Claims.ISSUED_AT, issuedAt.getEpochSecond());
      members.writeNumberProperty(Claims.EXPIRATION, expiration.getEpochSecond());
      members.writeEndObject();
    }
    return json.toByteArray();
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
