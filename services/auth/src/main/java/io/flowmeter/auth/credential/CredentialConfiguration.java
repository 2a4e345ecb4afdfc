package io.flowmeter.auth.credential;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

@Configuration(proxyBeanMethods = false)
class CredentialConfiguration {

  /** Under a key derived from the refresh secret: one secret less to configure. */
  @Bean
  @DependsOn("refreshKeys")
  SeededSecrets seededSecrets(@Value("${flowmeter.tokens.refresh-secret}") String secret) {
    return new SeededSecrets(secret);
  }
}
