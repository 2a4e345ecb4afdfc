package io.flowmeter.eventing;

import io.flowmeter.events.BalanceChanged;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.ProducerFactory;

/**
 * Writes and reads a fact once when a service is up, and sends it to nobody. The first use of the
 * registry's client loads it and opens its connection, which takes a second and more: the first
 * fact would be late by that in each service that it passes through.
 */
final class WarmUp {
  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);

  private WarmUp() {}

  /**
   * @param producer settings of the serializer, which is closed in the end
   * @param consumer settings of the deserializer, which is closed in the end
   * @param producers of the real facts, whose producer is opened
   */
  static void run(
      Serializer<SpecificRecord> serializer,
      Map<String, ?> producer,
      Deserializer<?> deserializer,
      Map<String, ?> consumer,
      ProducerFactory<?, ?> producers) {
    try (serializer;
        deserializer) {
      serializer.configure(producer, false);
      deserializer.configure(consumer, false);
      byte[] fact = serializer.serialize(Topic.BALANCES_NAME, example());
      var _ = deserializer.deserialize(Topic.BALANCES_NAME, fact);
      producers.createProducer().close();
    } catch (RuntimeException away) {
      log.debug("the first fact will take longer: {}", away.toString());
    }
  }

  private static BalanceChanged example() {
    return BalanceChanged.newBuilder()
        .setEventId(new UUID(0, 0))
        .setOccurredAt(Instant.EPOCH)
        .setUserId("nobody")
        .setBalance(0)
        .setHeld(0)
        .setAvailable(0)
        .setSequence(0)
        .build();
  }
}
