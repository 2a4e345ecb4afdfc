package io.flowmeter.accounting.supervisor;

import io.flowmeter.accounting.ledger.Credits;
import org.jspecify.annotations.Nullable;

/**
 * What one supervisor may do; null is no limit.
 *
 * @param perAllocation credits given or taken at a time
 * @param perMonth credits given in a month of UTC
 */
record Limit(@Nullable Credits perAllocation, @Nullable Credits perMonth) {

  boolean allowsAtOnce(Credits credits) {
    return perAllocation == null || credits.compareTo(perAllocation) <= 0;
  }

  /** So that what is compared with it never overflows. */
  long monthly() {
    return perMonth == null ? Long.MAX_VALUE : perMonth.amount();
  }
}
