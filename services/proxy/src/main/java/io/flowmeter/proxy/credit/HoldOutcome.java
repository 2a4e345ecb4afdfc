package io.flowmeter.proxy.credit;

/** What the credit check says. */
public sealed interface HoldOutcome {
  record Granted(Hold hold) implements HoldOutcome {}

  record Insufficient() implements HoldOutcome {}

  /** The person's account was deleted or deactivated. */
  record Inactive() implements HoldOutcome {}

  /** The completion is known to accounting with other content. */
  record Mismatch() implements HoldOutcome {}

  /** Accounting did not answer, or not as agreed: nobody can say what the person has. */
  record Unavailable() implements HoldOutcome {}
}
