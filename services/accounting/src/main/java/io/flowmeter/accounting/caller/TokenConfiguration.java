package io.flowmeter.accounting.caller;

import io.flowmeter.eventing.revocation.RevocationPlatform;
import io.flowmeter.identity.AccessTokens;
import io.flowmeter.identity.ServiceTokens;
import io.flowmeter.identity.TokenKeys;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import(RevocationPlatform.class)
class TokenConfiguration {

  @Bean
  TokenKeys accessKeys(
      @Value("${flowmeter.tokens.access-secret}") String current,
      @Value("${flowmeter.tokens.previous-access-secrets}") List<String> previous,
      @Value("${flowmeter.dev}") boolean dev) {
    return TokenKeys.of("JWT_ACCESS_SECRET", current, previous, dev);
  }

  @Bean
  AccessTokens accessTokens(TokenKeys accessKeys, Clock clock) {
    return new AccessTokens(accessKeys, clock);
  }

  @Bean
  ServiceTokens serviceTokens(TokenKeys accessKeys, Clock clock) {
    return new ServiceTokens(accessKeys, clock);
  }
}
