package io.flowmeter.accounting.usage;

import static io.flowmeter.accounting.db.Tables.USAGE_RECORDS;

import io.flowmeter.accounting.booking.Book;
import io.flowmeter.accounting.booking.Books;
import io.flowmeter.accounting.hold.Settlement;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes credits from somebody's own account: all of them, or none. */
@Component
class Deductions {
  private final Books books;
  private final Settlement settlement;
  private final DirectUsage usage;
  private final DSLContext sql;
  private final EventIds ids;
  private final TransactionTemplate transaction;

  Deductions(
      Books books,
      Settlement settlement,
      DirectUsage usage,
      DSLContext sql,
      EventIds ids,
      TransactionTemplate transaction) {
    this.books = books;
    this.settlement = settlement;
    this.usage = usage;
    this.sql = sql;
    this.ids = ids;
    this.transaction = transaction;
  }

  /** Returns the balance that remains. A repeated key deducts once. */
  long deduct(UserId user, Credits credits, @Nullable String key) {
    return Objects.requireNonNull(transaction.execute(_ -> underLock(user, credits, key)));
  }

  private long underLock(UserId user, Credits credits, @Nullable String key) {
    var open = books.open(List.of(user));
    Book book = Objects.requireNonNull(open.get(user));
    UUID id = key == null ? ids.next() : id(user, key);
    Instant now = books.now();
    if (key != null && isRepeated(id, credits)) return book.fundsAt(now).balance();
    settlement.expire(open, now);
    long available = book.fundsAt(now).available();
    if (available < credits.amount()) {
      throw new ApiException(400, "Insufficient credits").with("available", available);
    }
    usage.book(open, user, id, credits);
    return book.fundsAt(now).balance();
  }

  private boolean isRepeated(UUID id, Credits credits) {
    Long before =
        sql.select(USAGE_RECORDS.CREDITS)
            .from(USAGE_RECORDS)
            .where(USAGE_RECORDS.COMPLETION_ID.eq(id))
            .fetchOne(USAGE_RECORDS.CREDITS);
    if (before == null) return false;
    if (before == credits.amount()) return true;
    throw new ApiException(422, "Idempotency-Key was used before with other content");
  }

  private static UUID id(UserId user, String key) {
    if (key.isBlank() || key.length() > 255) {
      throw new ApiException(400, "Idempotency-Key must have 1 to 255 characters");
    }
    return UUID.nameUUIDFromBytes(
        ("deduction\n" + user + "\n" + key).getBytes(StandardCharsets.UTF_8));
  }
}
