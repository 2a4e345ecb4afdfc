package io.flowmeter.accounting.replay;

import io.flowmeter.accounting.inbox.Reading;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.events.CreditsAdjusted;
import io.flowmeter.events.CreditsAllocated;
import io.flowmeter.identity.UserId;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.stereotype.Component;

@Component
class CreditReader implements Reading.Reader<CreditFact> {

  @Override
  public Reading<CreditFact> read(SpecificRecord event) {
    return switch (event) {
      case CreditsAllocated it ->
          it.getCredits() <= 0
              ? new Reading.Refused<>("credits is below 1")
              : new Reading.Accepted<>(allocated(it));
      case CreditsAdjusted it ->
          it.getCredits() == 0 || it.getCredits() == Long.MIN_VALUE
              ? new Reading.Refused<>("credits is no adjustment")
              : new Reading.Accepted<>(adjusted(it));
      default -> new Reading.Refused<>(event.getSchema().getName() + " does not belong here");
    };
  }

  private static CreditFact allocated(CreditsAllocated event) {
    Fact fact =
        new Fact.Granted(
            new Position(event.getOccurredAt(), event.getEventId()),
            event.getAllocationId(),
            Credits.of(event.getCredits()),
            event.getPriority(),
            event.getExpiresAt());
    return new CreditFact(
        new UserId(event.getUserId()), fact, event.getReason(), event.getAllocatedBy());
  }

  private static CreditFact adjusted(CreditsAdjusted event) {
    Fact fact =
        new Fact.Adjusted(
            new Position(event.getOccurredAt(), event.getEventId()),
            event.getAdjustmentId(),
            event.getCredits(),
            event.getExpiresAt());
    return new CreditFact(
        new UserId(event.getUserId()), fact, event.getReason(), event.getAdjustedBy());
  }
}
