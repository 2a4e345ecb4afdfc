package io.flowmeter.identity;

/** The outcome of checking a service's token. */
public sealed interface ServiceCheck {
  /** {@code service} is the name of the service that called. */
  record Valid(String service) implements ServiceCheck {}

  record Invalid() implements ServiceCheck {}
}
