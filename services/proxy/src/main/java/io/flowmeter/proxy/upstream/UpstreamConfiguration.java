package io.flowmeter.proxy.upstream;

import io.flowmeter.proxy.http.HttpPool;
import io.micrometer.core.instrument.MeterRegistry;
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
  FlowiseServers flowiseServers(FlowiseSettings settings) {
    return new FlowiseServers(FlowiseServer.parse(settings.url(), settings.apiKey()));
  }

  @Bean
  ServerHealth serverHealth(
      CloseableHttpClient flowiseHttp,
      FlowiseServers flowiseServers,
      FlowiseSettings settings,
      MeterRegistry registry) {
    return new ServerHealth(flowiseHttp, flowiseServers, settings, registry);
  }

  @Bean
  Watches watches() {
    return new Watches();
  }

  @Bean
  Flowise flowise(
      CloseableHttpClient flowiseHttp,
      FlowiseServers flowiseServers,
      FlowiseSettings settings,
      Watches watches) {
    return new Flowise(flowiseHttp, flowiseServers, settings, watches);
  }

  @Bean
  Flows flows(
      CloseableHttpClient flowiseHttp,
      FlowiseServers flowiseServers,
      FlowiseSettings settings,
      Clock clock) {
    return new Flows(flowiseHttp, flowiseServers, settings, clock);
  }

  @Bean
  FlowCatalogue flowCatalogue(
      CloseableHttpClient flowiseHttp, FlowiseServers flowiseServers, FlowiseSettings settings) {
    return new FlowCatalogue(flowiseHttp, flowiseServers, settings);
  }
}
