package io.flowmeter.auth.credential;

import io.flowmeter.auth.password.Password;
import io.flowmeter.identity.UserId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the secrets of letters from a seed and a key that is not in the database. So a letter can
 * wait there and be written again, and no secret of it is stored.
 */
final class SeededSecrets {
  private static final int PASSWORD_CHARS = 16;
  // Without letters and digits that look alike; 64 of them, so that each byte counts alike.
  private static final String ALPHABET =
      "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789-_+=.!?";

  private final byte[] key;

  SeededSecrets(String secret) {
    this.key = hmac(secret.getBytes(StandardCharsets.UTF_8), "secrets of letters");
  }

  /** 64 hexadecimal digits. */
  String resetToken(UserId user, String seed) {
    return HexFormat.of().formatHex(hmac(key, "reset/%s/%s".formatted(user, seed)));
  }

  Password password(UserId user, String seed) {
    byte[] bytes = hmac(key, "password/%s/%s".formatted(user, seed));
    var text = new StringBuilder();
    for (int i = 0; i < PASSWORD_CHARS; i++) {
      text.append(ALPHABET.charAt((bytes[i] & 0xff) % ALPHABET.length()));
    }
    return new Password(text.toString());
  }

  /** How the database knows a token: it has 256 random bits, so a plain hash hides it. */
  static String hash(String token) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256 is part of every Java platform", e);
    }
  }
}
