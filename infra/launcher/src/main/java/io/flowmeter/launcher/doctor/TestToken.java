package io.flowmeter.launcher.doctor;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;

/**
 * An access token of nobody: whoever has the same secret takes it, and finds that there is no such
 * person. It is written by hand, so that this program need not carry the services' libraries.
 */
final class TestToken {
  private static final String ALGORITHM = "HmacSHA256";
  private static final long LIFE_SECONDS = 60;
  private static final String NOBODY = "0".repeat(24);

  private TestToken() {}

  static String signedWith(String secret, Instant now) {
    String claims =
        JsonMapper.shared()
            .createObjectNode()
            .put("sub", NOBODY)
            .put("username", "doctor")
            .put("email", "doctor@localhost")
            .put("role", "enduser")
            .put("type", "access")
            .put("iat", now.getEpochSecond())
            .put("exp", now.getEpochSecond() + LIFE_SECONDS)
            .toString();
    String unsigned =
        encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + encoded(claims.getBytes(StandardCharsets.UTF_8));
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return unsigned + "." + encoded(mac.doFinal(unsigned.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has " + ALGORITHM, e);
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
