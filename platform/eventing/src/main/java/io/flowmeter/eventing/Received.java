package io.flowmeter.eventing;

import org.apache.avro.specific.SpecificRecord;

/**
 * A record's value as it was consumed, with the bytes it came in: dead letters carry those
 * unchanged.
 */
public sealed interface Received {
  byte[] raw();

  @SuppressWarnings("ArrayRecordComponent") // Never compared; copying every value would cost.
  record Event(SpecificRecord event, byte[] raw) implements Received {}

  /** Bytes that are no fact that we can read; {@code reason} says why. */
  @SuppressWarnings("ArrayRecordComponent") // As above.
  record Unreadable(String reason, byte[] raw) implements Received {}
}
