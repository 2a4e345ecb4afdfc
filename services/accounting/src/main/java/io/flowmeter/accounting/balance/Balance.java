package io.flowmeter.accounting.balance;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has left.
 *
 * @param totalCredits unexpired credits less the debt; negative when in debt
 * @param held reserved by open holds
 * @param available what can be spent: total less held
 */
record Balance(
    long totalCredits, long held, long available, List<ActiveAllocation> activeAllocations) {

  record ActiveAllocation(
      long id, long credits, @Nullable Instant expiresAt, Instant allocatedAt) {}
}
