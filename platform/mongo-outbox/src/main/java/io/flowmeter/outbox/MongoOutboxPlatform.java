package io.flowmeter.outbox;

import io.flowmeter.eventing.EventPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * The outbox for a service that imports it and names its collections in {@code flowmeter.outbox}.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OutboxSettings.class)
public class MongoOutboxPlatform {

  @Bean
  BlockingQueue<MongoOutbox.Signal> outboxSignals(OutboxSettings settings) {
    return new LinkedBlockingQueue<>(settings.queueDocuments());
  }

  @Bean
  MongoOutbox mongoOutbox(BlockingQueue<MongoOutbox.Signal> outboxSignals) {
    return new MongoOutbox(outboxSignals);
  }

  @Bean
  OutboxRelay outboxRelay(
      MongoDatabaseFactory mongo,
      EventPublisher publisher,
      BlockingQueue<MongoOutbox.Signal> outboxSignals,
      OutboxSettings settings,
      Clock clock,
      MeterRegistry metrics) {
    return new OutboxRelay(mongo, publisher, outboxSignals, settings, clock, metrics);
  }
}
