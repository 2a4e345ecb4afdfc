package io.flowmeter.proxy.http;

import java.net.URI;

/**
 * Address of another service, as people write it: with or without a trailing slash, with or without
 * the path that its API begins with.
 */
public record BaseUrl(URI root) {

  /**
   * @param suffix path of the API, such as {@code /api/v1}, which {@code text} may end with
   */
  public static BaseUrl of(String text, String suffix) {
    String plain = stripSlashes(text.strip());
    if (plain.endsWith(suffix))
      plain = stripSlashes(plain.substring(0, plain.length() - suffix.length()));
    URI root = URI.create(plain);
    boolean web = "http".equals(root.getScheme()) || "https".equals(root.getScheme());
    if (!web || root.getHost() == null) {
      throw new IllegalArgumentException("'" + text + "' is not an http or https address");
    }
    return new BaseUrl(root);
  }

  /**
   * @param path begins with a slash
   */
  public URI at(String path) {
    return URI.create(root + path);
  }

  private static String stripSlashes(String text) {
    String stripped = text;
    while (stripped.endsWith("/")) stripped = stripped.substring(0, stripped.length() - 1);
    return stripped;
  }
}
