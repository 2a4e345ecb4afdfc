package io.flowmeter.web;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param origins whose pages may call; {@code *} is everybody, but then without cookies
 * @param credentials whether those pages may send cookies
 */
@ConfigurationProperties("flowmeter.cors")
record CorsSettings(
    @DefaultValue("http://localhost:5173") List<String> origins,
    @DefaultValue("true") boolean credentials) {
  CorsSettings {
    origins =
        origins.stream()
            .map(origin -> origin.strip().replaceAll("/+$", ""))
            .filter(origin -> !origin.isEmpty())
            .toList();
  }

  boolean allows(String origin) {
    return names(origin) || origins.contains("*");
  }

  boolean names(String origin) {
    return origins.contains(origin);
  }
}
