package io.flowmeter.accounting.hold;

import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.rate.RateCard;
import java.time.Instant;

/** The answer to a credit check. */
sealed interface HoldOutcome {

  record Placed(Granted hold) implements HoldOutcome {}

  /** The same request came before; what it got then. */
  record Repeated(Granted hold) implements HoldOutcome {}

  record Insufficient(long available, Credits required) implements HoldOutcome {}

  /** The completion has a hold of other content. */
  record Conflict() implements HoldOutcome {}

  /** The person was deleted or deactivated. */
  record Inactive() implements HoldOutcome {}

  record Granted(
      String holdId, Credits credits, long available, Instant expiresAt, RateCard rateCard) {}
}
