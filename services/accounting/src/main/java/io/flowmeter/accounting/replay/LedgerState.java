package io.flowmeter.accounting.replay;

import io.flowmeter.accounting.ledger.Ledger;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What two ledgers of one person must agree on. Whether an expiry is booked already is a matter of
 * time, so of each grant only what was drawn from it counts.
 *
 * @param undrawn per grant: what remains or expired
 */
record LedgerState(long debt, long spent, long removed, Map<UUID, Long> undrawn) {
  static final LedgerState EMPTY = new LedgerState(0, 0, 0, Map.of());

  static LedgerState of(Ledger ledger) {
    Map<UUID, Long> undrawn = new HashMap<>();
    ledger
        .grants()
        .forEach(g -> undrawn.put(g.allocationId(), g.remaining().plus(g.expired()).amount()));
    return new LedgerState(
        ledger.debt().amount(), ledger.spent().amount(), ledger.removed().amount(), undrawn);
  }
}
