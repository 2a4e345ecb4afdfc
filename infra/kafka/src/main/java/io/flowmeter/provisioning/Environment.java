package io.flowmeter.provisioning;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Where to provision. {@code registry} is the server's base address; {@code kafkaProperties} are
 * further settings of Kafka's client, for instance for TLS; {@code timeout} bounds each call to
 * registry and brokers.
 */
public record Environment(
    String bootstrapServers,
    URI registry,
    short replicationFactor,
    Map<String, String> kafkaProperties,
    Duration timeout) {

  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  public Environment {
    kafkaProperties = Map.copyOf(kafkaProperties);
    if (replicationFactor < 1) {
      throw new IllegalArgumentException("the replication factor must be 1 or more");
    }
  }

  public static Environment singleBroker(String bootstrapServers, String registry) {
    return new Environment(
        bootstrapServers, URI.create(registry), (short) 1, Map.of(), DEFAULT_TIMEOUT);
  }
}
