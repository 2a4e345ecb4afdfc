package io.flowmeter.auth.verification;

import io.flowmeter.identity.UserId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes codes from a seed and hashes them, both with a key that is not in the database: a plain
 * hash of 24 bits could be reversed by trying all of them.
 */
final class VerificationCodes {
  private static final int CODE_BYTES = 3;

  private final byte[] key;

  VerificationCodes(String secret) {
    this.key = hmac(secret.getBytes(StandardCharsets.UTF_8), "verification codes");
  }

  /** The same for the same person and seed, so that a letter can be written again. */
  VerificationCode code(UserId user, String seed) {
    byte[] mac = hmac(key, "code/%s/%s".formatted(user, seed));
    String hex = HexFormat.of().formatHex(mac, 0, CODE_BYTES);
    return new VerificationCode(hex.toUpperCase(Locale.ROOT));
  }

  String hash(VerificationCode code) {
    return HexFormat.of().formatHex(hmac(key, "hash/" + code.value()));
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
