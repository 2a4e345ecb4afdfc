package io.flowmeter.eventing;

import io.flowmeter.tracing.Span;
import io.flowmeter.tracing.Tracing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaOperations;

/**
 * Publishes facts in Confluent's wire format with CloudEvents attributes as headers. For relays:
 * what must not be lost goes through an outbox first.
 */
public final class EventPublisher {
  private final KafkaOperations<String, SpecificRecord> kafka;
  private final String source;
  private final Duration limit;
  private final Tracing tracing;

  /**
   * @param source CloudEvents source, such as {@code /flowmeter/auth}
   * @param limit how long {@link #publishAll} waits for the broker
   */
  EventPublisher(
      KafkaOperations<String, SpecificRecord> kafka,
      String source,
      Duration limit,
      Tracing tracing) {
    this.kafka = kafka;
    this.source = source;
    this.limit = limit;
    this.tracing = tracing;
  }

  public CompletableFuture<?> publish(OutgoingEvent outgoing) {
    // What no request caused begins no trace.
    if (outgoing.traceparent() == null || !tracing.isOn()) {
      return send(outgoing, outgoing.traceparent());
    }
    Span span =
        tracing.start(
            Tracing.Kind.PRODUCER, "send " + outgoing.topic().topicName(), outgoing.traceparent());
    var acknowledgement = send(outgoing, span.traceparent());
    var _ =
        acknowledgement.whenComplete(
            (_, failure) -> {
              if (failure != null) span.failed(failure.toString());
              span.close();
            });
    return acknowledgement;
  }

  private CompletableFuture<?> send(OutgoingEvent outgoing, @Nullable String traceparent) {
    try {
      return kafka.send(record(outgoing, traceparent));
    } catch (RuntimeException e) {
      // The serializer speaks to the registry in this thread: its failure is one of publishing,
      // too.
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Publishes in the given order and waits until the broker has all of them.
   *
   * @throws PublishingException if any is not acknowledged in time; some may have been
   */
  public void publishAll(List<OutgoingEvent> events) {
    List<CompletableFuture<?>> sent = new ArrayList<>(events.size());
    for (OutgoingEvent event : events) {
      var acknowledgement = publish(event);
      sent.add(acknowledgement);
      // With the broker away each further attempt would block as long as this one did.
      if (acknowledgement.isCompletedExceptionally()) break;
    }
    try {
      CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new))
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishingException("interrupted while publishing", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new PublishingException(
          "not all of %d events were acknowledged".formatted(events.size()), e);
    }
  }

  private ProducerRecord<String, SpecificRecord> record(
      OutgoingEvent outgoing, @Nullable String traceparent) {
    var envelope = outgoing.envelope();
    var record =
        new ProducerRecord<>(outgoing.topic().topicName(), envelope.userId(), outgoing.event());
    header(record, "ce_specversion", "1.0");
    header(record, "ce_id", envelope.eventId().toString());
    header(record, "ce_type", outgoing.event().getSchema().getFullName());
    header(record, "ce_source", source);
    header(record, "ce_time", envelope.occurredAt().toString());
    header(record, "ce_subject", envelope.userId());
    if (traceparent != null) header(record, "traceparent", traceparent);
    return record;
  }

  private static void header(ProducerRecord<?, ?> record, String name, String value) {
    record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
