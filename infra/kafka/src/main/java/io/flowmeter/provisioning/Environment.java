package io.flowmeter.provisioning;

import java.net.URI;
import java.time.Duration;

/**
 * Where to provision. {@code registry} is the server's base address; {@code timeout} bounds each
 * call to it and to the brokers.
 */
public record Environment(
    String bootstrapServers, URI registry, short replicationFactor, Duration timeout) {

  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  public Environment {
    if (replicationFactor < 1) {
      throw new IllegalArgumentException("the replication factor must be 1 or more");
    }
  }

  public static Environment singleBroker(String bootstrapServers, String registry) {
    return new Environment(bootstrapServers, URI.create(registry), (short) 1, DEFAULT_TIMEOUT);
  }
}
