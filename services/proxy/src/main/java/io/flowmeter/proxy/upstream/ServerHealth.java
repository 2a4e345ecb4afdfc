package io.flowmeter.proxy.upstream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.Timeout;
import org.springframework.scheduling.annotation.Scheduled;

/** Asks each server whether it is there. */
class ServerHealth {
  private final CloseableHttpClient http;
  private final FlowiseServers servers;
  private final RequestConfig limits;

  ServerHealth(
      CloseableHttpClient http,
      FlowiseServers servers,
      FlowiseSettings settings,
      MeterRegistry registry) {
    this.http = http;
    this.servers = servers;
    this.limits =
        RequestConfig.custom()
            .setConnectionRequestTimeout(Timeout.of(settings.connectTimeout()))
            .setResponseTimeout(Timeout.of(settings.connectTimeout()))
            .build();
    for (FlowiseServer server : servers.all()) {
      registry.gauge(
          "flowmeter.flowise.healthy",
          Tags.of("server", server.name()),
          servers,
          known -> known.isHealthy(server) ? 1 : 0);
    }
  }

  /** A server that is slow to answer does not hold up the look at the others. */
  @Scheduled(fixedDelayString = "${flowmeter.flowise.health-interval:5s}")
  void round() throws InterruptedException {
    var looks =
        servers.all().stream()
            .map(server -> Thread.ofVirtual().name("flowise-health").start(() -> look(server)))
            .toList();
    for (Thread look : looks) look.join();
  }

  private void look(FlowiseServer server) {
    var request = new HttpGet(server.url().at("/api/v1/ping"));
    request.setConfig(limits);
    server.authorise(request);
    try {
      int status =
          http.execute(
              request,
              response -> {
                EntityUtils.consumeQuietly(response.getEntity());
                return response.getCode();
              });
      if (status < 500) servers.answered(server);
      else servers.failed(server);
    } catch (IOException away) {
      servers.failed(server);
    }
  }
}
