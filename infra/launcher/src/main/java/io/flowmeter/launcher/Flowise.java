package io.flowmeter.launcher;

import io.flowmeter.launcher.terminal.Misuse;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A Flowise to use instead of the demo one. Its key is kept in memory only. */
record Flowise(String url, String key) {

  /**
   * @param key of the command line, or of the environment
   */
  static Optional<Flowise> of(@Nullable String url, @Nullable String key) {
    if (url == null) return Optional.empty();
    if (key == null || key.isBlank()) {
      throw new Misuse(
          "--flowise-url needs --flowise-key KEY, or the key in the environment as FLOWISE_API_KEY");
    }
    return Optional.of(new Flowise(apiUrl(url), key));
  }

  @Override
  public String toString() {
    return url;
  }

  /** Flowise's API lies under /api/v1; who gives only the server means that. */
  private static String apiUrl(String given) {
    try {
      URI uri = new URI(given);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null) {
        String trimmed = given.replaceAll("/+$", "");
        return uri.getPath().replace("/", "").isEmpty() ? trimmed + "/api/v1" : trimmed;
      }
    } catch (URISyntaxException notAUrl) {
      // Refused below, like another scheme.
    }
    throw new Misuse("--flowise-url is an http or https address, not '%s'".formatted(given));
  }
}
