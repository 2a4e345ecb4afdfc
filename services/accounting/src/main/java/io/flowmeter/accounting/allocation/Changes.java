package io.flowmeter.accounting.allocation;

import io.flowmeter.accounting.booking.Book;
import io.flowmeter.accounting.booking.Books;
import io.flowmeter.identity.UserId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Changes that somebody asks for, perhaps more than once: in one transaction, under the lock of the
 * account, and only if the same request was not answered before.
 */
@Component
class Changes {
  private final Books books;
  private final TransactionTemplate transaction;

  Changes(Books books, TransactionTemplate transaction) {
    this.books = books;
    this.transaction = transaction;
  }

  /**
   * @param earlier what the same request was answered before; asked under the lock
   */
  <T> T once(UserId target, Supplier<Optional<T>> earlier, Function<Map<UserId, Book>, T> change) {
    try {
      return inTransaction(target, earlier, change);
    } catch (DuplicateKeyException raced) {
      // The same key was used at the same moment for another person; now it can be seen.
      return inTransaction(target, earlier, change);
    }
  }

  private <T> T inTransaction(
      UserId target, Supplier<Optional<T>> earlier, Function<Map<UserId, Book>, T> change) {
    return Objects.requireNonNull(
        transaction.execute(
            _ -> {
              var open = books.open(List.of(target));
              return earlier.get().orElseGet(() -> change.apply(open));
            }));
  }
}
