package io.flowmeter.eventing;

import io.flowmeter.tracing.TracePlatform;
import io.flowmeter.tracing.Tracing;
import io.flowmeter.web.HealthCheck;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.MicrometerConsumerListener;
import org.springframework.kafka.core.MicrometerProducerListener;
import org.springframework.kafka.support.ProducerListener;
import org.springframework.util.ClassUtils;

/**
 * Kafka for a service that imports it: an {@link EventPublisher}, {@link DeadLetters}, and listener
 * container factories {@code records} and {@code batches} whose values are {@link Received}.
 */
@Configuration(proxyBeanMethods = false)
@EnableKafka
@Import(TracePlatform.class)
@EnableConfigurationProperties(KafkaSettings.class)
public class KafkaPlatform {
  static {
    EventCodec.trustEvents();
  }

  @Bean
  EventIds eventIds() {
    return new EventIds();
  }

  @Bean(destroyMethod = "destroy")
  DefaultKafkaProducerFactory<String, SpecificRecord> eventProducers(
      KafkaSettings settings, MeterRegistry metrics) {
    var factory =
        new DefaultKafkaProducerFactory<String, SpecificRecord>(
            settings.producer(), StringSerializer::new, () -> serializer(settings));
    factory.addListener(new MicrometerProducerListener<>(metrics));
    return factory;
  }

  @Bean(destroyMethod = "destroy")
  DefaultKafkaProducerFactory<String, byte[]> deadLetterProducers(KafkaSettings settings) {
    return new DefaultKafkaProducerFactory<>(
        settings.producer(), StringSerializer::new, ByteArraySerializer::new);
  }

  @Bean
  EventPublisher eventPublisher(
      DefaultKafkaProducerFactory<String, SpecificRecord> eventProducers,
      KafkaSettings settings,
      Tracing tracing,
      @Value("${spring.application.name}") String service) {
    return new EventPublisher(
        quiet(new KafkaTemplate<>(eventProducers)),
        "/flowmeter/" + service,
        settings.publishLimit(),
        tracing);
  }

  @Bean
  DeadLetters deadLetters(
      DefaultKafkaProducerFactory<String, byte[]> deadLetterProducers,
      KafkaSettings settings,
      MeterRegistry metrics,
      @Value("${spring.application.name}") String service) {
    String group = settings.groupId().isBlank() ? service : settings.groupId();
    return new DeadLetters(
        quiet(new KafkaTemplate<>(deadLetterProducers)), group, settings.publishLimit(), metrics);
  }

  @Bean
  ConsumerFactory<String, Received> eventConsumers(
      KafkaSettings settings,
      MeterRegistry metrics,
      @Value("${spring.application.name}") String service) {
    var factory =
        new DefaultKafkaConsumerFactory<String, Received>(
            settings.consumer(service),
            StringDeserializer::new,
            () -> new ReceivedDeserializer(deserializer(settings)));
    factory.addListener(new MicrometerConsumerListener<>(metrics));
    return factory;
  }

  @Bean
  ConcurrentKafkaListenerContainerFactory<String, Received> records(
      ConsumerFactory<String, Received> eventConsumers,
      DeadLetters deadLetters,
      KafkaSettings settings) {
    var factory = new ConcurrentKafkaListenerContainerFactory<String, Received>();
    factory.setConsumerFactory(eventConsumers);
    factory.setCommonErrorHandler(
        Recovery.handler(
            deadLetters, settings.attempts(), settings.retryPause(), settings.retryPauseMax()));
    return factory;
  }

  @Bean
  ConcurrentKafkaListenerContainerFactory<String, Received> batches(
      ConsumerFactory<String, Received> eventConsumers,
      DeadLetters deadLetters,
      KafkaSettings settings) {
    var factory = records(eventConsumers, deadLetters, settings);
    factory.setBatchListener(true);
    // A fact that comes alone is not delayed; many that come one by one share their round trips.
    factory.getContainerProperties().setIdleBetweenPolls(settings.batchWait().toMillis());
    return factory;
  }

  /** Beside the start, which does not wait for it. */
  @Bean
  ApplicationListener<ApplicationReadyEvent> warmUp(
      KafkaSettings settings, DefaultKafkaProducerFactory<String, SpecificRecord> eventProducers) {
    return ready ->
        Thread.ofPlatform()
            .daemon()
            .name("event-warm-up")
            .start(
                () ->
                    WarmUp.run(
                        serializer(settings),
                        settings.producer(),
                        deserializer(settings),
                        settings.ungroupedConsumer(),
                        eventProducers));
  }

  /** For feeds that each instance reads for itself. */
  @Bean
  LiveFeeds liveFeeds(KafkaSettings settings) {
    return new LiveFeeds(settings, () -> new ReceivedDeserializer(deserializer(settings)));
  }

  @Bean(destroyMethod = "close")
  Admin kafkaAdminClient(KafkaSettings settings) {
    return Admin.create(settings.admin());
  }

  @Bean
  DeadLetterDepth deadLetterDepth(Admin kafkaAdminClient, MeterRegistry metrics) {
    return new DeadLetterDepth(kafkaAdminClient, metrics);
  }

  @Bean
  HealthCheck kafkaHealth(
      Admin kafkaAdminClient, @Value("${flowmeter.health.limit:2s}") java.time.Duration limit) {
    return new HealthCheck() {
      @Override
      public String name() {
        return "kafka";
      }

      @Override
      public void check() throws Exception {
        kafkaAdminClient.describeCluster().nodes().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      }
    };
  }

  /** Failures reach the caller; the default listener would also log what an event says. */
  private static <V> KafkaTemplate<String, V> quiet(KafkaTemplate<String, V> template) {
    template.setProducerListener(new ProducerListener<>() {});
    return template;
  }

  // The configured class takes what its own type says; ours is always given facts.
  @SuppressWarnings("unchecked")
  private static Serializer<SpecificRecord> serializer(KafkaSettings settings) {
    return (Serializer<SpecificRecord>) create(settings.valueSerializer(), Serializer.class);
  }

  private static Deserializer<?> deserializer(KafkaSettings settings) {
    return create(settings.valueDeserializer(), Deserializer.class);
  }

  private static <T> T create(String className, Class<T> type) {
    Class<?> found = ClassUtils.resolveClassName(className, null);
    return BeanUtils.instantiateClass(found.asSubclass(type));
  }
}
