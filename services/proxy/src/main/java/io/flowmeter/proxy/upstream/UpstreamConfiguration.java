package io.flowmeter.proxy.upstream;

import io.flowmeter.proxy.http.HttpPool;
import java.time.Clock;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FlowiseSettings.class)
class UpstreamConfiguration {

  @Bean
  CloseableHttpClient flowiseHttp(FlowiseSettings settings) {
    // The watch ends a silent call; the socket's own limit is only the net below it.
    return new HttpPool(
            settings.maxConnections(),
            settings.connectTimeout(),
            settings.totalTimeout(),
            settings.connectionIdleTime())
        .open();
  }

  @Bean
  Watches watches() {
    return new Watches();
  }

  @Bean
  Flowise flowise(CloseableHttpClient flowiseHttp, FlowiseSettings settings, Watches watches) {
    return new Flowise(flowiseHttp, settings, watches);
  }

  @Bean
  Flows flows(CloseableHttpClient flowiseHttp, FlowiseSettings settings, Clock clock) {
    return new Flows(flowiseHttp, settings, clock);
  }

  @Bean
  FlowCatalogue flowCatalogue(CloseableHttpClient flowiseHttp, FlowiseSettings settings) {
    return new FlowCatalogue(flowiseHttp, settings);
  }
}
