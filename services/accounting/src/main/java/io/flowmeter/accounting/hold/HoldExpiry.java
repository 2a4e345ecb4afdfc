package io.flowmeter.accounting.hold;

import io.flowmeter.accounting.booking.Books;
import io.flowmeter.identity.UserId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Releases holds whose usage never came. They stop counting at their expiry; this tidies up, tells
 * the balance, and may run in any number of instances: each passes over locked accounts.
 */
@Component
class HoldExpiry {
  private final HoldRows rows;
  private final Settlement settlement;
  private final Books books;
  private final TransactionTemplate transaction;
  private final HoldSettings settings;
  private final Counter expired;

  HoldExpiry(
      HoldRows rows,
      Settlement settlement,
      Books books,
      TransactionTemplate transaction,
      HoldSettings settings,
      MeterRegistry metrics) {
    this.rows = rows;
    this.settlement = settlement;
    this.books = books;
    this.transaction = transaction;
    this.settings = settings;
    this.expired = metrics.counter("flowmeter.holds.expired");
  }

  @Scheduled(fixedDelayString = "${flowmeter.holds.sweep-interval:5s}")
  void sweep() {
    while (Boolean.TRUE.equals(transaction.execute(_ -> releaseOneBatch()))) {
      // Each batch is a transaction of its own.
    }
  }

  private boolean releaseOneBatch() {
    List<UserId> users = rows.lockUsersWithDue(books.now(), settings.sweepBatch());
    if (users.isEmpty()) return false;
    var open = books.open(users);
    int released = settlement.expire(open, books.now());
    books.write(open.values());
    expired.increment(released);
    return released > 0;
  }
}
