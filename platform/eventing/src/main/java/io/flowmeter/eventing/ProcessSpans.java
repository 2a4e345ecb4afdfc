package io.flowmeter.eventing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flowmeter.tracing.Span;
import io.flowmeter.tracing.Tracing;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The work on a batch, as a span for each of its records that tells of a trace: each goes on in its
 * own. Where tracing is off there are none, and the records' headers are not looked at.
 */
public final class ProcessSpans implements AutoCloseable {
  private static final ProcessSpans NONE = new ProcessSpans(List.of());

  private final List<Span> spans;

  private ProcessSpans(List<Span> spans) {
    this.spans = spans;
  }

  public static ProcessSpans start(Tracing tracing, List<? extends ConsumerRecord<?, ?>> batch) {
    if (!tracing.isOn()) return NONE;
    List<Span> spans = new ArrayList<>();
    for (var record : batch) {
      var header = record.headers().lastHeader("traceparent");
      if (header == null) continue;
      Span span =
          tracing.start(
              Tracing.Kind.CONSUMER,
              "process " + record.topic(),
              new String(header.value(), UTF_8));
      span.set("messaging.kafka.offset", record.offset());
      span.set("messaging.destination.partition.id", record.partition());
      span.set("messaging.batch.message_count", batch.size());
      spans.add(span);
    }
    return new ProcessSpans(spans);
  }

  /** All of them: they are one transaction. */
  public void failed(Throwable failure) {
    spans.forEach(span -> span.failed(failure.toString()));
  }

  @Override
  public void close() {
    spans.forEach(Span::close);
  }
}
