package io.flowmeter.tracing;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** {@link Tracing} for a service that imports it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TraceSettings.class)
public class TracePlatform {

  @Bean
  Tracing tracing(
      TraceSettings settings, @Value("${spring.application.name:unnamed}") String service) {
    return settings.endpoint().isBlank() ? Tracing.off() : new OtlpTracing(settings, service);
  }
}
