package io.flowmeter.identity;

import io.jsonwebtoken.Claims;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a token says whose signature and time are good; times are {@link Instant}s. */
record TokenClaims(Map<String, ?> members) {

  static TokenClaims of(Claims claims) {
    var members = new java.util.HashMap<String, Object>(claims);
    members.replaceAll((_, value) -> value instanceof Date date ? date.toInstant() : value);
    putTime(members, Claims.ISSUED_AT, claims.getIssuedAt());
    putTime(members, Claims.EXPIRATION, claims.getExpiration());
    return new TokenClaims(members);
  }

  private static void putTime(Map<String, Object> members, String name, @Nullable Date time) {
    if (time != null) members.put(name, time.toInstant());
  }

  @Nullable String text(String name) {
    return members.get(name) instanceof String text ? text : null;
  }

  @Nullable Instant time(String name) {
    return members.get(name) instanceof Instant time ? time : null;
  }

  /** For a claim of one text or of several. */
  List<?> texts(String name) {
    Object value = members.get(name);
    if (value instanceof Collection<?> several) return List.copyOf(several);
    return value == null ? List.of() : List.of(value);
  }
}
