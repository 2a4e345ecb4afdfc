package io.flowmeter.accounting.inbox;

import org.apache.avro.specific.SpecificRecord;

/** What an event means here, or why it cannot mean anything. */
public sealed interface Reading<E> {

  record Accepted<E>(E meaning) implements Reading<E> {}

  /** {@code reason} goes with the record to the dead letters. */
  record Refused<E>(String reason) implements Reading<E> {}

  /** Turns the events of a topic into what they mean. */
  interface Reader<E> {
    Reading<E> read(SpecificRecord event);
  }
}
