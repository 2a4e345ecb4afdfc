package io.flowmeter.accounting.ledger;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of a booking: an amount, never 0, onto an account, of a grant where the account has
 * them.
 */
public record Entry(Account account, @Nullable UUID allocationId, long amount) {

  public Entry {
    if (amount == 0) throw new IllegalArgumentException("an entry moves something");
    boolean perGrant =
        switch (account) {
          case GRANTED, CREDIT, EXPIRED -> true;
          case SPENT, REMOVED, DEBT -> false;
        };
    if (perGrant != (allocationId != null)) {
      throw new IllegalArgumentException(account + " with allocation " + allocationId);
    }
  }
}
