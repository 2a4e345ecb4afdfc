package io.flowmeter.proxy.http;

import java.time.Duration;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * A pool of connections to one server.
 *
 * @param connections at most, also the number of calls at one time
 * @param connect limit for a new connection, and for the wait for a free one
 * @param silence limit between two bytes of an answer
 * @param idle an unused connection is not used again after this time
 */
public record HttpPool(int connections, Duration connect, Duration silence, Duration idle) {
  /** Each open stream has three; the library's own are of 32 KiB. */
  private static final int BUFFER_BYTES = 1024;

  /** Never retries, follows no redirect, keeps no cookie: what is sent once is sent once. */
  public CloseableHttpClient open() {
    var manager =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setMaxConnTotal(connections)
            .setMaxConnPerRoute(connections)
            .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
            .setConnectionFactory(
                ManagedHttpClientConnectionFactory.builder()
                    .http1Config(Http1Config.custom().setBufferSize(BUFFER_BYTES).build())
                    .build())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(connect))
                    .setSocketTimeout(Timeout.of(silence))
                    .setIdleTimeout(Timeout.of(idle))
                    .setValidateAfterInactivity(TimeValue.ofMilliseconds(100))
                    .build())
            .build();
    return HttpClients.custom()
        .setConnectionManager(manager)
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(connect))
                .setResponseTimeout(Timeout.of(silence))
                .setProtocolUpgradeEnabled(false)
                .build())
        .evictIdleConnections(TimeValue.of(idle))
        .setKeepAliveStrategy((response, context) -> TimeValue.of(idle))
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .disableDefaultUserAgent()
        .build();
  }
}
