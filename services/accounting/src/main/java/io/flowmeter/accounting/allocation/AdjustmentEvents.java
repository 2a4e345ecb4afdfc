package io.flowmeter.accounting.allocation;

import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.events.CreditsAdjusted;
import io.flowmeter.identity.UserId;

final class AdjustmentEvents {
  private AdjustmentEvents() {}

  static CreditsAdjusted adjusted(UserId user, Fact.Adjusted fact, String reason, UserId by) {
    return CreditsAdjusted.newBuilder()
        .setEventId(fact.at().eventId())
        .setOccurredAt(fact.at().occurredAt())
        .setUserId(user.value())
        .setAdjustmentId(fact.adjustmentId())
        .setCredits(fact.credits())
        .setExpiresAt(fact.expiresAt())
        .setReason(reason)
        .setAdjustedBy(by.value())
        .build();
  }
}
