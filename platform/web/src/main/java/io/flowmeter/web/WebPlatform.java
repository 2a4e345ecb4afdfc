package io.flowmeter.web;

import io.flowmeter.tracing.TracePlatform;
import io.flowmeter.tracing.Tracing;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.UrlHandlerFilter;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * The shared edge; a service imports it and brings an {@link ErrorShape} and its {@link
 * HealthCheck}s.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CorsSettings.class)
@Import({ErrorAdvice.class, FallbackErrors.class, TryItPage.class, TracePlatform.class})
public class WebPlatform {

  /**
   * @param offset by how much this service's time is wrong on purpose
   */
  @Bean
  @ConditionalOnMissingBean
  Clock clock(@Value("${flowmeter.clock-offset:0s}") Duration offset) {
    return Clock.offset(Clock.systemUTC(), offset);
  }

  @Bean
  ErrorReplies errorReplies(ErrorShape shape, JsonMapper json) {
    return new ErrorReplies(shape, json);
  }

  @Bean
  WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> containerErrors(
      ErrorReplies replies) {
    return factory ->
        factory.addContextCustomizers(
            context -> context.getParent().getPipeline().addValve(new ContainerErrors(replies)));
  }

  @Bean
  @Order(-100)
  TraceFilter traceFilter(Tracing tracing) {
    return new TraceFilter(tracing);
  }

  /** Before the body limit: its refusals, too, are for pages to read. */
  @Bean
  @Order(-95)
  EdgeFilter edgeFilter(CorsSettings settings) {
    return new EdgeFilter(settings);
  }

  /** Clients of the predecessor put a slash behind an address or not, and were served. */
  @Bean
  @Order(-92)
  UrlHandlerFilter trailingSlashes() {
    return UrlHandlerFilter.trailingSlashHandler("/api/**").wrapRequest().build();
  }

  @Bean
  @Order(-90)
  BodyLimitFilter bodyLimitFilter(
      @Value("${flowmeter.web.max-body-bytes:1048576}") long maxBytes,
      @Value("${flowmeter.web.max-large-body-bytes:1048576}") long maxLargeBytes,
      @Value("${flowmeter.web.large-body-paths:}") List<String> largePaths,
      ErrorReplies replies) {
    var large = new BodyLimitFilter.Large(largePaths, maxLargeBytes);
    return new BodyLimitFilter(maxBytes, large, replies);
  }

  @Bean
  @Order(-85)
  WholeAnswerFilter wholeAnswerFilter() {
    return new WholeAnswerFilter();
  }

  @Bean
  Health health(
      List<HealthCheck> checks,
      Clock clock,
      @Value("${flowmeter.health.limit:2s}") Duration limit,
      @Value("${flowmeter.health.validity:1s}") Duration validity) {
    return new Health(checks, clock, limit, validity);
  }

  /** No value is bent into another type: what is not what it should be is refused. */
  @Bean
  JsonMapperBuilderCustomizer strictJson() {
    return builder -> {
      builder.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
      builder.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
      builder.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
      builder.withCoercionConfig(
          LogicalType.Textual,
          config -> {
            config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
            config.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
            config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
          });
      for (var numeric : List.of(LogicalType.Integer, LogicalType.Float)) {
        builder.withCoercionConfig(
            numeric,
            config -> {
              config.setCoercion(CoercionInputShape.String, CoercionAction.Fail);
              config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
              config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
            });
      }
      builder.withCoercionConfig(
          LogicalType.Boolean,
          config -> {
            config.setCoercion(CoercionInputShape.String, CoercionAction.Fail);
            config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
            config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
          });
    };
  }
}
