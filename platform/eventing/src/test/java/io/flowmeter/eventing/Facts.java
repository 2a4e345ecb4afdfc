package io.flowmeter.eventing;

import io.flowmeter.events.UserDeleted;
import java.time.Instant;
import java.util.UUID;

/** Facts for tests. */
final class Facts {
  static final Instant NOW = Instant.parse("2026-05-01T10:00:00.123456Z");

  private Facts() {}

  static UserDeleted deleted(UUID eventId, String userId) {
    return new UserDeleted(eventId, NOW, userId, "admin", NOW);
  }
}
