package io.flowmeter.auth.password;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Quick hashes, for passwords that come by the thousand: of little memory, but over an HMAC whose
 * key is not in the database, so that who steals that alone cannot guess at all.
 */
final class Pepper {
  private static final Argon2 QUICK = new Argon2(256, 1, 1);
  private static final Pattern FORM =
      Pattern.compile("\\$peppered\\$([0-9a-f]{8})(\\$argon2id\\$.+)");

  private final Map<String, byte[]> keys = new LinkedHashMap<>();

  /**
   * @param secrets the first makes hashes, all of them are understood
   */
  Pepper(List<String> secrets) {
    for (String secret : secrets) {
      byte[] key = hmac(secret.getBytes(StandardCharsets.UTF_8), "initial passwords");
      keys.putIfAbsent(HexFormat.of().formatHex(hmac(key, "key id"), 0, 4), key);
    }
  }

  static boolean made(String hash) {
    return FORM.matcher(hash).matches();
  }

  String hash(Password password) {
    var key = keys.entrySet().iterator().next();
    return "$peppered$" + key.getKey() + QUICK.hash(peppered(password, key.getValue()));
  }

  boolean matches(Password password, String hash) {
    Matcher form = FORM.matcher(hash);
    if (!form.matches()) return false;
    byte[] key = keys.get(form.group(1));
    return key != null && Argon2.matches(peppered(password, key), form.group(2));
  }

  private static Password peppered(Password password, byte[] key) {
    return new Password(HexFormat.of().formatHex(hmac(key, password.value())));
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
