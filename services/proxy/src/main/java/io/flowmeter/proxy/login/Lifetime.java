package io.flowmeter.proxy.login;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How long a token lives, by its own claims: for display, not for trust. */
final class Lifetime {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Lifetime() {}

  /** Null where the token does not tell. */
  static @Nullable Long secondsOf(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) return null;
    try {
      byte[] claims = Base64.getUrlDecoder().decode(parts[1]);
      JsonNode json = JSON.readTree(new String(claims, StandardCharsets.UTF_8));
      long seconds = json.path("exp").asLong(0) - json.path("iat").asLong(0);
      return json.has("exp") && json.has("iat") ? seconds : null;
    } catch (IllegalArgumentException | JacksonException notAToken) {
      return null;
    }
  }
}
