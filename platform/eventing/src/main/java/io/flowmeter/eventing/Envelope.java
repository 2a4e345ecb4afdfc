package io.flowmeter.eventing;

import java.time.Instant;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/** What every fact begins with. */
public record Envelope(UUID eventId, Instant occurredAt, String userId) {

  /**
   * @throws IllegalArgumentException if the record is no fact of ours
   */
  public static Envelope of(SpecificRecord event) {
    if (field(event, "eventId") instanceof UUID eventId
        && field(event, "occurredAt") instanceof Instant occurredAt
        && field(event, "userId") instanceof String userId) {
      return new Envelope(eventId, occurredAt, userId);
    }
    throw new IllegalArgumentException(event.getSchema().getFullName() + " has no envelope");
  }

  private static Object field(SpecificRecord event, String name) {
    var field = event.getSchema().getField(name);
    return field == null ? "" : event.get(field.pos());
  }
}
