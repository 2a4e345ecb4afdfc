package io.flowmeter.auth.access;

import io.flowmeter.identity.AccessTokens;
import io.flowmeter.identity.RefreshTokens;
import io.flowmeter.identity.TokenKeys;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TokenConfiguration {

  @Bean
  TokenKeys accessKeys(TokenSettings settings) {
    return TokenKeys.of(
        "JWT_ACCESS_SECRET", settings.accessSecret(), settings.accessPrevious(), settings.dev());
  }

  @Bean
  TokenKeys refreshKeys(TokenSettings settings) {
    return TokenKeys.of(
        "JWT_REFRESH_SECRET", settings.refreshSecret(), settings.refreshPrevious(), settings.dev());
  }

  @Bean
  AccessTokens accessTokens(TokenKeys accessKeys, Clock clock) {
    return new AccessTokens(accessKeys, clock);
  }

  @Bean
  RefreshTokens refreshTokens(TokenKeys refreshKeys, Clock clock) {
    return new RefreshTokens(refreshKeys, clock);
  }
}
