package io.flowmeter.eventing;

import com.microsoft.kiota.ApiException;
import io.vertx.core.VertxException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Wraps the configured Avro deserializer, so that bytes it cannot read become a value instead of an
 * exception that would stop the partition. A registry that does not answer, or not now, is not the
 * record's fault and stays an exception: the poll is repeated.
 */
final class ReceivedDeserializer implements Deserializer<Received> {
  private static final int MAGIC = 0;
  private static final int MIN_BYTES = 5;
  private static final int SERVER_ERROR = 500;
  private static final int TOO_MANY_REQUESTS = 429;

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
      if (isOfTheRegistry(cause)) return true;
    }
    return false;
  }

  /** Not where it has answered that it knows no such schema. */
  private static boolean isOfTheRegistry(Throwable cause) {
    if (cause instanceof ApiException answer) {
      int status = answer.getResponseStatusCode();
      return status >= SERVER_ERROR || status == TOO_MANY_REQUESTS;
    }
    return cause instanceof SocketException
        || cause instanceof ClosedChannelException
        || cause instanceof TimeoutException
        // Also for a connection that ended before the answer, as of a registry that was killed.
        || cause instanceof VertxException;
  }

  @Override
  public void close() {
    avro.close();
  }
}
