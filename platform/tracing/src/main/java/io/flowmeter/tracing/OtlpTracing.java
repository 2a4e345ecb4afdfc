package io.flowmeter.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends sampled spans in batches, from a thread of its own. A receiver that is away or slow costs
 * spans, never a request: the queue is bounded, and what does not fit is dropped.
 */
final class OtlpTracing implements Tracing {
  private static final Pattern TRACEPARENT =
      Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
  private static final Duration EXPORT_LIMIT = Duration.ofSeconds(5);
  private static final Duration EXPORT_INTERVAL = Duration.ofSeconds(1);
  private static final int QUEUE_SPANS = 8_192;
  private static final long CLOSE_LIMIT_SECONDS = 3;

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  OtlpTracing(TraceSettings settings, String service) {
    var exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(settings.tracesUrl())
            .setTimeout(EXPORT_LIMIT)
            .build();
    provider =
        SdkTracerProvider.builder()
            .setResource(Resource.create(Attributes.builder().put("service.name", service).build()))
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.sampledShare())))
            .addSpanProcessor(
                BatchSpanProcessor.builder(exporter)
                    .setMaxQueueSize(QUEUE_SPANS)
                    .setScheduleDelay(EXPORT_INTERVAL)
                    .setExporterTimeout(EXPORT_LIMIT)
                    .build())
            .build();
    tracer = provider.get("io.flowmeter");
  }

  @Override
  public Span start(Kind kind, String name, @Nullable String parent) {
    SpanBuilder builder = tracer.spanBuilder(name).setSpanKind(of(kind));
    SpanContext cause = cause(parent);
    if (cause.isValid()) {
      builder.setParent(Context.root().with(io.opentelemetry.api.trace.Span.wrap(cause)));
    } else {
      builder.setNoParent();
    }
    return new Recorded(builder.startSpan());
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public void close() {
    var _ = provider.shutdown().join(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private static SpanContext cause(@Nullable String traceparent) {
    if (traceparent == null || !TRACEPARENT.matcher(traceparent).matches()) {
      return SpanContext.getInvalid();
    }
    return SpanContext.createFromRemoteParent(
        traceparent.substring(3, 35),
        traceparent.substring(36, 52),
        TraceFlags.fromHex(traceparent, 53),
        TraceState.getDefault());
  }

  private static SpanKind of(Kind kind) {
    return switch (kind) {
      case SERVER -> SpanKind.SERVER;
      case CLIENT -> SpanKind.CLIENT;
      case PRODUCER -> SpanKind.PRODUCER;
      case CONSUMER -> SpanKind.CONSUMER;
    };
  }

  private record Recorded(io.opentelemetry.api.trace.Span span) implements Span {
    @Override
    public String traceparent() {
      SpanContext context = span.getSpanContext();
      return "00-%s-%s-%s"
          .formatted(context.getTraceId(), context.getSpanId(), context.getTraceFlags().asHex());
    }

    @Override
    public void rename(String name) {
      span.updateName(name);
    }

    @Override
    public void set(String attribute, String value) {
      span.setAttribute(attribute, value);
    }

    @Override
    public void set(String attribute, long value) {
      span.setAttribute(attribute, value);
    }

    @Override
    public void failed(String reason) {
      span.setStatus(StatusCode.ERROR, reason);
    }

    @Override
    public void close() {
      span.end();
    }
  }
}
