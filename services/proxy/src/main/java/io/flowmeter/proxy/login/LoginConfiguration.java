package io.flowmeter.proxy.login;

import io.flowmeter.proxy.http.BaseUrl;
import io.flowmeter.proxy.http.HttpPool;
import java.time.Duration;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LoginConfiguration {
  private static final int CONNECTIONS = 100;

  /** Below the 5 s after which a Node.js server closes what is idle. */
  private static final Duration CONNECTION_IDLE_TIME = Duration.ofSeconds(4);

  @Bean
  CloseableHttpClient authHttp(
      @Value("${flowmeter.auth.connect-timeout:1s}") Duration connect,
      @Value("${flowmeter.auth.answer-timeout:10s}") Duration answer) {
    return new HttpPool(CONNECTIONS, connect, answer, CONNECTION_IDLE_TIME).open();
  }

  @Bean
  AuthClient authClient(
      CloseableHttpClient authHttp, @Value("${flowmeter.auth.url}") String authUrl) {
    return new AuthClient(authHttp, BaseUrl.of(authUrl, "/api"));
  }
}
