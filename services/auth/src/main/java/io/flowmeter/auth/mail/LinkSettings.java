package io.flowmeter.auth.mail;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where letters' links lead.
 *
 * @param frontendUrl the user interface's address; without one, {@code hostUrl}
 * @param hostUrl this service's address as people reach it
 */
@ConfigurationProperties("flowmeter.links")
public record LinkSettings(
    @DefaultValue("") String frontendUrl, @DefaultValue("http://localhost:3000") String hostUrl) {

  /**
   * @param path begins with a slash
   */
  public String to(String path) {
    String base = frontendUrl.isBlank() ? hostUrl : frontendUrl;
    return base.strip().replaceAll("/+$", "") + path;
  }
}
