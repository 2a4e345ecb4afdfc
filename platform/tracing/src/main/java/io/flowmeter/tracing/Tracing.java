package io.flowmeter.tracing;

import org.jspecify.annotations.Nullable;

/** Begins spans. Where it is off, that costs nothing and nothing leaves the process. */
public interface Tracing extends AutoCloseable {

  /** Who waits for whom, as OpenTelemetry has it. */
  enum Kind {
    SERVER,
    CLIENT,
    PRODUCER,
    CONSUMER
  }

  /**
   * @param parent the {@code traceparent} of what caused it; null, or anything else, begins a trace
   */
  Span start(Kind kind, String name, @Nullable String parent);

  boolean isOn();

  @Override
  void close();

  static Tracing off() {
    return TracingOff.ONLY;
  }
}
