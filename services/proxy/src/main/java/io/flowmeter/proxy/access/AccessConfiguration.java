package io.flowmeter.proxy.access;

import io.flowmeter.eventing.revocation.RevocationPlatform;
import io.flowmeter.eventing.revocation.RevokedTokens;
import io.flowmeter.identity.AccessTokens;
import io.flowmeter.identity.TokenKeys;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
@Import(RevocationPlatform.class)
class AccessConfiguration {

  @Bean
  TokenKeys accessKeys(
      @Value("${flowmeter.identity.access-secret}") String current,
      @Value("${flowmeter.identity.previous-access-secrets}") List<String> previous,
      @Value("${flowmeter.identity.dev}") boolean dev) {
    return TokenKeys.of("JWT_ACCESS_SECRET", current, previous, dev);
  }

  @Bean
  AccessTokens accessTokens(TokenKeys accessKeys, Clock clock) {
    return new AccessTokens(accessKeys, clock);
  }

  @Bean
  Callers callers(AccessTokens accessTokens, RevokedTokens revokedTokens) {
    return new Callers(accessTokens, revokedTokens);
  }

  @Bean
  ChatflowAccess chatflowAccess(
      @Value("${flowmeter.chatflows.access:open}") ChatflowAccess.Mode mode,
      ChatflowAccess.Assigned assigned) {
    return new ChatflowAccess(mode, assigned);
  }

  @Bean
  WebMvcConfigurer callerArguments(Callers callers) {
    return new WebMvcConfigurer() {
      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new CallerArgument(callers));
      }
    };
  }
}
