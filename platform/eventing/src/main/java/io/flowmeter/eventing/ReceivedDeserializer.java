package io.flowmeter.eventing;

import java.net.ConnectException;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Wraps the configured Avro deserializer, so that bytes it cannot read become a value instead of an
 * exception that would stop the partition. A registry that cannot be reached is not the record's
 * fault and stays an exception: the poll is repeated.
 */
final class ReceivedDeserializer implements Deserializer<Received> {
  private static final int MAGIC = 0;
  private static final int MIN_BYTES = 5;

  private final Deserializer<?> avro;

  ReceivedDeserializer(Deserializer<?> avro) {
    this.avro = avro;
  }

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    avro.configure(configs, isKey);
  }

  @Override
  public @Nullable Received deserialize(String topic, byte @Nullable [] data) {
    if (data == null) return null;
    if (data.length < MIN_BYTES || data[0] != MAGIC) {
      return new Received.Unreadable("not in Confluent's wire format", data);
    }
    try {
      return avro.deserialize(topic, data) instanceof SpecificRecord event
          ? new Received.Event(event, data)
          : new Received.Unreadable("of a type that is not known here", data);
    } catch (RuntimeException e) {
      if (registryAway(e)) throw e;
      return new Received.Unreadable(String.valueOf(e.getMessage()), data);
    }
  }

  private static boolean registryAway(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof java.util.concurrent.TimeoutException) return true;
    }
    return false;
  }

  @Override
  public void close() {
    avro.close();
  }
}
