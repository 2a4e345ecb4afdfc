package io.flowmeter.proxy.edge;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CorsSettings.class)
class EdgeConfiguration {
  /** Before the body limit: its refusals, too, are for pages to read. */
  @Bean
  @Order(-95)
  EdgeFilter edgeFilter(CorsSettings settings) {
    return new EdgeFilter(settings);
  }
}
