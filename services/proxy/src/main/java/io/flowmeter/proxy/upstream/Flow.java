package io.flowmeter.proxy.upstream;

/** What Flowise knows of a flow. */
public sealed interface Flow {
  record Known(boolean streaming) implements Flow {}

  record Unknown() implements Flow {}

  /** Flowise did not tell. */
  record Unreachable() implements Flow {}
}
