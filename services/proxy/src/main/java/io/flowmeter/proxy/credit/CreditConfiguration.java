package io.flowmeter.proxy.credit;

import com.mongodb.client.MongoDatabase;
import io.flowmeter.eventing.DeadLetters;
import io.flowmeter.identity.ServiceTokens;
import io.flowmeter.identity.TokenKeys;
import io.flowmeter.proxy.http.HttpPool;
import io.flowmeter.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CreditSettings.class)
class CreditConfiguration {
  /** Below the keep-alive of every server that accounting may run behind. */
  private static final Duration CONNECTION_IDLE_TIME = Duration.ofSeconds(15);

  @Bean
  CloseableHttpClient accountingHttp(CreditSettings settings) {
    return new HttpPool(
            settings.maxConnections(),
            settings.connectTimeout(),
            settings.answerTimeout(),
            CONNECTION_IDLE_TIME)
        .open();
  }

  @Bean
  Circuit accountingCircuit(CreditSettings settings) {
    return new Circuit(settings);
  }

  @Bean
  Holds holds(
      CloseableHttpClient accountingHttp,
      TokenKeys accessKeys,
      CreditSettings settings,
      Clock clock,
      Circuit accountingCircuit,
      MeterRegistry registry,
      Tracing tracing) {
    var tokens = new ServiceTokens(accessKeys, clock);
    var identity = new ServiceIdentity(tokens, clock, settings.tokenLifetime());
    return new Holds(
        accountingHttp,
        identity,
        settings,
        accountingCircuit,
        new HoldMetrics(registry, accountingCircuit),
        tracing);
  }

  @Bean
  Balances balances(MongoDatabase database) {
    return new Balances(database);
  }

  @Bean
  BalanceListener balanceListener(Balances balances, DeadLetters deadLetters) {
    return new BalanceListener(balances, deadLetters);
  }
}
