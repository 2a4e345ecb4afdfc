package io.flowmeter.auth.access;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param accessPrevious secrets that still count but sign no more
 * @param dev accept short and published secrets
 * @param refreshGrace how long the token before the newest is still exchanged, for clients that
 *     refresh several times at once
 */
@ConfigurationProperties("flowmeter.tokens")
public record TokenSettings(
    @DefaultValue("") String accessSecret,
    @DefaultValue List<String> accessPrevious,
    @DefaultValue("") String refreshSecret,
    @DefaultValue List<String> refreshPrevious,
    @DefaultValue("false") boolean dev,
    @DefaultValue("15m") Duration accessLifetime,
    @DefaultValue("7d") Duration refreshLifetime,
    @DefaultValue("30s") Duration refreshGrace) {

  @Override
  public String toString() {
    return "TokenSettings[***]";
  }
}
