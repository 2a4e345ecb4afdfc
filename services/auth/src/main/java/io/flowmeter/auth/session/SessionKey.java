package io.flowmeter.auth.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a refresh token's id says: the session's secret, which the database knows only hashed, and
 * the how-manieth exchange of that session the token comes from.
 */
record SessionKey(String secret, int generation) {
  private static final int SECRET_BYTES = 16;
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9_-]{22})\\.([0-9]{1,9})\\.[0-9a-f-]{36}");
  private static final SecureRandom RANDOM = new SecureRandom();

  static SessionKey fresh() {
    byte[] bytes = new byte[SECRET_BYTES];
    RANDOM.nextBytes(bytes);
    return new SessionKey(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), 1);
  }

  static Optional<SessionKey> parse(String tokenId) {
    Matcher form = FORM.matcher(tokenId);
    return form.matches()
        ? Optional.of(new SessionKey(form.group(1), Integer.parseInt(form.group(2))))
        : Optional.empty();
  }

  /** For a new token; two tokens of one generation differ too. */
  String tokenId() {
    return "%s.%d.%s".formatted(secret, generation, UUID.randomUUID());
  }

  SessionKey withGeneration(int other) {
    return new SessionKey(secret, other);
  }

  /** How the database knows the session. */
  String sessionId() {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(secret.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", e);
    }
  }

  @Override
  public String toString() {
    return "SessionKey[***]";
  }
}
