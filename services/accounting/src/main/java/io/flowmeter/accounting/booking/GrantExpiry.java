package io.flowmeter.accounting.booking;

import static io.flowmeter.accounting.db.Tables.CREDIT_ALLOCATIONS;
import static io.flowmeter.accounting.db.Tables.USER_ACCOUNTS;
import static org.jooq.impl.DSL.select;

import io.flowmeter.identity.UserId;
import java.util.List;
import org.jooq.DSLContext;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Books what has expired of people who do nothing themselves; their balance is right without it,
 * but nobody would be told. Any number of instances may run it: each passes over locked accounts.
 */
@Component
class GrantExpiry {
  private final DSLContext sql;
  private final TransactionTemplate transaction;
  private final Books books;
  private final int batchUsers;

  GrantExpiry(
      DSLContext sql,
      TransactionTemplate transaction,
      Books books,
      @Value("${flowmeter.expiry.batch-users:500}") int batchUsers) {
    this.sql = sql;
    this.transaction = transaction;
    this.books = books;
    this.batchUsers = batchUsers;
  }

  @Scheduled(fixedDelayString = "${flowmeter.expiry.interval:10s}")
  void sweep() {
    while (Boolean.TRUE.equals(transaction.execute(_ -> bookOneBatch()))) {
      // Each batch is a transaction of its own.
    }
  }

  private boolean bookOneBatch() {
    List<UserId> users =
        sql.select(USER_ACCOUNTS.USER_ID)
            .from(USER_ACCOUNTS)
            .where(
                USER_ACCOUNTS.USER_ID.in(
                    select(CREDIT_ALLOCATIONS.USER_ID)
                        .from(CREDIT_ALLOCATIONS)
                        .where(CREDIT_ALLOCATIONS.OPEN.isTrue())
                        .and(CREDIT_ALLOCATIONS.EXPIRES_AT.le(books.now()))
                        .limit(batchUsers)))
            .orderBy(USER_ACCOUNTS.USER_ID)
            .forNoKeyUpdate()
            .skipLocked()
            .fetch(row -> new UserId(row.value1()));
    if (users.isEmpty()) return false;
    var open = books.open(users).values();
    books.expire(open);
    books.write(open);
    return open.stream().anyMatch(Book::hasBookings);
  }
}
