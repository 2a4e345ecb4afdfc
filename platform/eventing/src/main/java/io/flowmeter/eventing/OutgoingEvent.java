package io.flowmeter.eventing;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * A fact on its way to its topic; its key there is its user id.
 *
 * @param traceparent W3C trace of the request that caused it, null where none did
 */
public record OutgoingEvent(SpecificRecord event, @Nullable String traceparent) {

  /** An event caused by the request that this thread serves. */
  public static OutgoingEvent of(SpecificRecord event) {
    return new OutgoingEvent(event, MDC.get("traceparent"));
  }

  public Topic topic() {
    return Topic.of(event);
  }

  public Envelope envelope() {
    return Envelope.of(event);
  }
}
