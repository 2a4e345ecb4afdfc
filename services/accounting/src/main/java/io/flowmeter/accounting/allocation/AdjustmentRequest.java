package io.flowmeter.accounting.allocation;

import io.flowmeter.accounting.input.JsonBody;
import io.flowmeter.accounting.ledger.AdjustmentPolicy.Change;
import io.flowmeter.accounting.ledger.Credits;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A balance is to be corrected.
 *
 * @param user id or login name
 * @param lifetime of what a raise gives; null is for ever
 */
record AdjustmentRequest(
    String user, Kind kind, Change change, @Nullable Duration lifetime, String notes) {

  enum Kind {
    SET,
    REMOVE,
    ADJUST
  }

  static AdjustmentRequest set(JsonNode node, AllocationSettings settings) {
    JsonBody body = JsonBody.of(node, "Valid userId and non-negative credits required: ");
    String user = body.text("userId", 100);
    Change change = new Change.To(Credits.of(body.wholeNumber("credits", 0, Long.MAX_VALUE)));
    return of(user, Kind.SET, change, body, settings);
  }

  static AdjustmentRequest remove(JsonNode node, AllocationSettings settings) {
    JsonBody body = JsonBody.of(node, "Valid userId and positive credits amount required: ");
    String user = body.text("userId", 100);
    Change change = new Change.By(-body.wholeNumber("credits", 1, Long.MAX_VALUE));
    return of(user, Kind.REMOVE, change, body, settings);
  }

  static AdjustmentRequest removeAll(String user) {
    return new AdjustmentRequest(
        user, Kind.REMOVE, new Change.ToNothing(), null, "all credits removed");
  }

  static AdjustmentRequest adjust(JsonNode node, AllocationSettings settings) {
    JsonBody body = JsonBody.of(node, "Valid userId and non-zero adjustment required: ");
    String user = body.text("userId", 100);
    long by = body.wholeNumber("adjustment", -Long.MAX_VALUE, Long.MAX_VALUE);
    if (by == 0) throw body.refusal("adjustment", "value_error", "must not be 0");
    return of(user, Kind.ADJUST, new Change.By(by), body, settings);
  }

  @Nullable Instant expiryAfter(Instant now) {
    return lifetime == null ? null : now.plus(lifetime);
  }

  private static AdjustmentRequest of(
      String user, Kind kind, Change change, JsonBody body, AllocationSettings settings) {
    return new AdjustmentRequest(
        user,
        kind,
        change,
        AllocationRequest.lifetime(body, settings),
        AllocationRequest.notes(body));
  }
}
