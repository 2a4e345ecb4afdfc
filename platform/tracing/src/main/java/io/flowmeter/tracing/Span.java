package io.flowmeter.tracing;

import org.jspecify.annotations.Nullable;

/** A piece of work within a trace; it ends when it is closed, on whatever thread. */
public interface Span extends AutoCloseable {

  /**
   * What whoever is called is to be told: W3C {@code traceparent}. That of the parent where tracing
   * is off, so that a trace id goes on through logs and events all the same.
   */
  @Nullable String traceparent();

  void rename(String name);

  void set(String attribute, String value);

  void set(String attribute, long value);

  /** Marks it as failed. */
  void failed(String reason);

  @Override
  void close();
}
