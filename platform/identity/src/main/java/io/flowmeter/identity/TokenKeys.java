package io.flowmeter.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that signs new tokens, and those that are still accepted, so that a secret can be
 * rotated with nobody logged out. Secrets are used as UTF-8 bytes, as the predecessor does.
 */
public final class TokenKeys {
  private static final int MIN_BYTES = 32;

  /** Secrets that were published as examples; whoever runs with one has no secret. */
  private static final Set<String> PUBLISHED =
      Set.of("access_secret", "refresh_secret", "secret", "changeme", "your-secret-key");

  private final Map<String, SecretKey> byId = new LinkedHashMap<>();
  private final String currentId;

  private TokenKeys(List<SecretKey> keys) {
    keys.forEach(key -> byId.putIfAbsent(idOf(key), key));
    currentId = byId.keySet().iterator().next();
  }

  /**
   * @param variable environment name of the secret, for the error's text
   * @param current signs and is accepted
   * @param previous accepted only
   * @param dev accept short and published secrets (never missing ones)
   * @throws IllegalStateException if a secret is missing or weak; the text says how to make one
   */
  public static TokenKeys of(String variable, String current, List<String> previous, boolean dev) {
    var secrets = new ArrayList<String>();
    secrets.add(current);
    previous.stream().filter(secret -> !secret.isBlank()).forEach(secrets::add);
    for (String secret : secrets) weakness(secret, dev).ifPresent(why -> refuse(variable, why));
    return new TokenKeys(secrets.stream().map(TokenKeys::hmacKey).toList());
  }

  /** Other keys, derived from these: what one kind signs, the other never accepts. */
  TokenKeys derive(String purpose) {
    return new TokenKeys(byId.values().stream().map(key -> hmacKey(hmac(key, purpose))).toList());
  }

  String currentId() {
    return currentId;
  }

  SecretKey current() {
    return accepted(currentId).orElseThrow();
  }

  Optional<SecretKey> accepted(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Of all keys that are accepted. */
  Set<String> ids() {
    return Set.copyOf(byId.keySet());
  }

  private static Optional<String> weakness(String secret, boolean dev) {
    if (secret.isBlank()) return Optional.of("is not set");
    if (dev) return Optional.empty();
    if (PUBLISHED.contains(secret)) return Optional.of("is a published example");
    if (secret.getBytes(StandardCharsets.UTF_8).length < MIN_BYTES) {
      return Optional.of("is shorter than " + MIN_BYTES + " bytes");
    }
    if (secret.chars().distinct().count() < 8) return Optional.of("repeats itself");
    return Optional.empty();
  }

  private static void refuse(String variable, String why) {
    throw new IllegalStateException(
        "%s %s. Make one with: openssl rand -hex 32 (the same value in all three services)"
            .formatted(variable, why));
  }

  private static SecretKey hmacKey(String secret) {
    return hmacKey(secret.getBytes(StandardCharsets.UTF_8));
  }

  private static SecretKey hmacKey(byte[] secret) {
    // JWA asks for at least 256 bits; a shorter dev secret is stretched by hashing, not refused.
    return new SecretKeySpec(secret.length < MIN_BYTES ? sha256(secret) : secret, "HmacSHA256");
  }

  private static String idOf(SecretKey key) {
    return HexFormat.of().formatHex(sha256(hmac(key, "kid")), 0, 4);
  }

  private static byte[] hmac(SecretKey key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256 is part of every Java platform", e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", e);
    }
  }
}
