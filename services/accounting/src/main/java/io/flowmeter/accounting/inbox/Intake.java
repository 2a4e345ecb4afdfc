package io.flowmeter.accounting.inbox;

import io.flowmeter.eventing.DeadLetters;
import io.flowmeter.eventing.Envelope;
import io.flowmeter.eventing.ProcessSpans;
import io.flowmeter.eventing.Received;
import io.flowmeter.identity.UserId;
import io.flowmeter.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives a batch of events their effect in one transaction, each event once. What cannot have one is
 * set aside alone; when infrastructure is away the exception leaves, and the batch comes again.
 */
@Component
public class Intake {
  private final Inbox inbox;
  private final TransactionTemplate transaction;
  private final DeadLetters deadLetters;
  private final MeterRegistry metrics;
  private final Tracing tracing;

  Intake(
      Inbox inbox,
      TransactionTemplate transaction,
      DeadLetters deadLetters,
      MeterRegistry metrics,
      Tracing tracing) {
    this.inbox = inbox;
    this.transaction = transaction;
    this.deadLetters = deadLetters;
    this.metrics = metrics;
    this.tracing = tracing;
  }

  /** Returns when the whole batch is committed or set aside, so that its offsets may be. */
  public <E> void take(
      List<ConsumerRecord<String, Received>> batch,
      Reading.Reader<E> reader,
      Consumer<List<E>> effect) {
    List<Incoming<E>> readable = new ArrayList<>(batch.size());
    for (var record : batch) {
      switch (read(record, reader)) {
        case Reading.Accepted<Incoming<E>>(var event) -> readable.add(event);
        case Reading.Refused<Incoming<E>>(String reason) -> deadLetters.send(record, reason);
      }
    }
    if (readable.isEmpty()) return;
    try {
      book(readable, effect);
    } catch (DataIntegrityViolationException
        | ArithmeticException
        | IllegalArgumentException poisoned) {
      readable.forEach(event -> bookAlone(event, effect));
    }
  }

  private <E> void bookAlone(Incoming<E> event, Consumer<List<E>> effect) {
    try {
      book(List.of(event), effect);
    } catch (DataIntegrityViolationException
        | ArithmeticException
        | IllegalArgumentException poison) {
      deadLetters.send(event.record(), "cannot be booked: " + rootMessage(poison));
    }
  }

  private <E> void book(List<Incoming<E>> events, Consumer<List<E>> effect) {
    var admission = traced(events, effect);
    String topic = events.getFirst().record().topic();
    count(topic, "applied", admission.fresh().size());
    count(topic, "duplicate", admission.duplicates().size());
    count(topic, "conflict", admission.conflicts().size());
    // After the commit: should it crash in between, the batch comes again and so do they.
    for (var conflict : admission.conflicts()) {
      deadLetters.send(
          conflict.record(),
          "event %s was received before with other content".formatted(conflict.eventId()));
    }
  }

  private <E> Inbox.Admission<E> traced(List<Incoming<E>> events, Consumer<List<E>> effect) {
    try (var spans = ProcessSpans.start(tracing, events.stream().map(Incoming::record).toList())) {
      try {
        return committed(events, effect);
      } catch (RuntimeException failure) {
        spans.failed(failure);
        throw failure;
      }
    }
  }

  private <E> Inbox.Admission<E> committed(List<Incoming<E>> events, Consumer<List<E>> effect) {
    return Objects.requireNonNull(
        transaction.execute(
            _ -> {
              var admitted = inbox.admit(events);
              if (!admitted.fresh().isEmpty()) {
                effect.accept(admitted.fresh().stream().map(Incoming::meaning).toList());
              }
              return admitted;
            }));
  }

  private static <E> Reading<Incoming<E>> read(
      ConsumerRecord<String, Received> record, Reading.Reader<E> reader) {
    return switch (record.value()) {
      case null -> new Reading.Refused<>("it has no value");
      case Received.Unreadable(String reason, byte[] _) -> new Reading.Refused<>(reason);
      case Received.Event(SpecificRecord event, byte[] _) -> read(record, event, reader);
    };
  }

  private static <E> Reading<Incoming<E>> read(
      ConsumerRecord<String, Received> record, SpecificRecord event, Reading.Reader<E> reader) {
    Envelope envelope = Envelope.of(event);
    if (!UserId.isValid(envelope.userId())) return new Reading.Refused<>("userId is no user id");
    if (!envelope.userId().equals(record.key())) {
      return new Reading.Refused<>("the key is not the event's userId");
    }
    return switch (reader.read(event)) {
      case Reading.Refused<E>(String reason) -> new Reading.Refused<>(reason);
      case Reading.Accepted<E>(E meaning) ->
          new Reading.Accepted<>(
              new Incoming<>(record, envelope.eventId(), ContentHash.of(event), meaning));
    };
  }

  private void count(String topic, String result, int events) {
    metrics
        .counter("flowmeter.events.consumed", "topic", topic, "result", result)
        .increment(events);
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) root = root.getCause();
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
  }
}
