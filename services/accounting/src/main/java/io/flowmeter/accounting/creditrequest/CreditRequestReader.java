package io.flowmeter.accounting.creditrequest;

import io.flowmeter.accounting.allocation.RequestedAllocations.Request;
import io.flowmeter.accounting.inbox.Reading;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.events.CreditsRequested;
import io.flowmeter.identity.UserId;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.stereotype.Component;

@Component
class CreditRequestReader implements Reading.Reader<Request> {

  @Override
  public Reading<Request> read(SpecificRecord event) {
    if (!(event instanceof CreditsRequested asked)) {
      return new Reading.Refused<>(event.getSchema().getName() + " does not belong here");
    }
    if (asked.getCredits() < 1) return new Reading.Refused<>("credits is below 1");
    if (!UserId.isValid(asked.getRequestedBy())) {
      return new Reading.Refused<>("requestedBy is no user id");
    }
    return new Reading.Accepted<>(
        Request.forEver(
            new UserId(asked.getUserId()),
            Credits.of(asked.getCredits()),
            asked.getReason(),
            new UserId(asked.getRequestedBy())));
  }
}
