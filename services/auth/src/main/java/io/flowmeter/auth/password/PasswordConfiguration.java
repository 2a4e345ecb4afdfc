package io.flowmeter.auth.password;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

@Configuration(proxyBeanMethods = false)
class PasswordConfiguration {

  /** Under keys derived from the refresh secrets, which are checked before. */
  @Bean
  @DependsOn("refreshKeys")
  Pepper pepper(
      @Value("${flowmeter.tokens.refresh-secret}") String secret,
      @Value("${flowmeter.tokens.refresh-previous:}") List<String> previous) {
    return new Pepper(
        Stream.concat(Stream.of(secret), previous.stream().filter(old -> !old.isBlank())).toList());
  }
}
