package io.flowmeter.eventing;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings below {@code flowmeter.kafka}.
 *
 * @param bootstrapServers brokers, {@code host:port} separated by commas
 * @param registryUrl base address of the schema registry; the paths of its APIs are added
 * @param valueSerializer class that writes Avro in Confluent's wire format
 * @param valueDeserializer class that reads it into generated classes
 * @param groupId consumer group; the service's name unless set
 * @param maxPollRecords records in a batch at most
 * @param batchWait pause after a batch, in which the next one gathers
 * @param attempts how often a record that cannot be applied is tried before it is set aside
 * @param retryPause first pause between attempts; doubles while infrastructure is away
 * @param retryPauseMax longest pause between attempts
 * @param publishLimit how long a publication may take
 * @param properties further settings of Kafka's clients, for instance for TLS
 */
@ConfigurationProperties("flowmeter.kafka")
public record KafkaSettings(
    @DefaultValue("localhost:9092") String bootstrapServers,
    @DefaultValue("http://localhost:8081") String registryUrl,
    @DefaultValue("io.apicurio.registry.serde.avro.AvroKafkaSerializer") String valueSerializer,
    @DefaultValue("io.apicurio.registry.serde.avro.AvroKafkaDeserializer") String valueDeserializer,
    @DefaultValue("") String groupId,
    @DefaultValue("2000") int maxPollRecords,
    @DefaultValue("50ms") Duration batchWait,
    @DefaultValue("3") int attempts,
    @DefaultValue("200ms") Duration retryPause,
    @DefaultValue("5s") Duration retryPauseMax,
    @DefaultValue("30s") Duration publishLimit,
    @DefaultValue Map<String, String> properties) {

  private static final int ADMIN_LIMIT_MS = 2_000;
  private static final int SESSION_TIMEOUT_MS = 6_000;
  private static final int HEARTBEAT_MS = 2_000;
  private static final int UNGROUPED_CALL_LIMIT_MS = 5_000;

  Map<String, Object> producer() {
    var settings = common();
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 2);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, publishLimit.toMillis() / 3);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) (publishLimit.toMillis() / 3));
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) publishLimit.toMillis());
    settings.putAll(properties);
    return settings;
  }

  Map<String, Object> consumer(String defaultGroup) {
    var settings = common();
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, groupId.isBlank() ? defaultGroup : groupId);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords);
    // A killed instance's partitions lie idle for this long, before another takes them over.
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MS);
    settings.putAll(properties);
    return settings;
  }

  /** For a consumer that is assigned all partitions itself and commits nothing. */
  Map<String, Object> ungroupedConsumer() {
    var settings = consumer("");
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, UNGROUPED_CALL_LIMIT_MS);
    return settings;
  }

  Map<String, Object> admin() {
    var settings = new HashMap<String, Object>();
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    // Closing the client waits for calls under way: a service must stop while the broker is away.
    settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, ADMIN_LIMIT_MS);
    settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_LIMIT_MS);
    settings.putAll(properties);
    return settings;
  }

  /** Both families of serde find what they need; each ignores the other's settings. */
  private Map<String, Object> common() {
    var settings = new HashMap<String, Object>();
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
    settings.put("apicurio.registry.url", registryUrl + "/apis/registry/v3");
    settings.put("apicurio.registry.auto-register", false);
    settings.put("apicurio.registry.find-latest", false);
    settings.put("apicurio.registry.dereference-schema", true);
    settings.put("apicurio.registry.use-specific-avro-reader", true);
    settings.put("apicurio.registry.avro-datum-provider", KnownSchemas.class.getName());
    settings.put("apicurio.registry.artifact-resolver-strategy", TopicRecordName.class.getName());
    settings.put("schema.registry.url", registryUrl + "/apis/ccompat/v7");
    settings.put("auto.register.schemas", false);
    settings.put("specific.avro.reader", true);
    settings.put(
        "value.subject.name.strategy",
        "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy");
    return settings;
  }
}
