package io.flowmeter.accounting.booking;

import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.accounting.ledger.Ledger;
import io.flowmeter.accounting.ledger.Posting;
import io.flowmeter.accounting.outbox.Outbox;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.eventing.OutgoingEvent;
import io.flowmeter.identity.UserId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Opens ledgers, posts facts to them and writes what changed, all in the caller's transaction. A
 * fact's own row (an allocation, a usage record) is written by whom it belongs to, after posting.
 */
@Component
public class Books {
  private final LedgerRows rows;
  private final Outbox outbox;
  private final EventIds ids;
  private final Clock clock;
  private final Counter refolds;

  Books(LedgerRows rows, Outbox outbox, EventIds ids, Clock clock, MeterRegistry metrics) {
    this.rows = rows;
    this.outbox = outbox;
    this.ids = ids;
    this.clock = clock;
    this.refolds = metrics.counter("flowmeter.ledger.refolds");
  }

  /** Locks the accounts, which must exist, until the transaction ends. */
  public Map<UserId, Book> open(Collection<UserId> users) {
    var locked = rows.lock(users);
    var grants = rows.openGrants(users);
    Map<UserId, Book> books = new LinkedHashMap<>();
    locked.forEach(
        row -> {
          UserId user = new UserId(row.getUserId());
          Ledger ledger = LedgerRows.ledger(row, grants.getOrDefault(user, List.of()));
          Credits held = Credits.of(row.getHeldCredits());
          books.put(user, new Book(user, ledger, held, row.getSequence()));
        });
    return books;
  }

  /** Posts new facts; people with a late one among them are folded again from all their facts. */
  public void post(Map<UserId, Book> books, Map<UserId, List<Fact>> facts) {
    List<UserId> late =
        facts.entrySet().stream()
            .filter(of -> Posting.needsHistory(book(books, of.getKey()).ledger(), of.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    if (!late.isEmpty()) complete(books, late);
    Map<UserId, List<Fact>> history = late.isEmpty() ? Map.of() : rows.history(late);
    facts.forEach(
        (user, fresh) -> book(books, user).post(fresh, history.getOrDefault(user, List.of()), ids));
  }

  private void complete(Map<UserId, Book> books, List<UserId> late) {
    refolds.increment(late.size());
    var grants = rows.allGrants(late);
    late.forEach(user -> book(books, user).complete(grants.getOrDefault(user, List.of())));
  }

  private static Book book(Map<UserId, Book> books, UserId user) {
    Book book = books.get(user);
    if (book == null) throw new IllegalStateException("no account is open for " + user);
    return book;
  }

  public void expire(Collection<Book> books) {
    Instant now = now();
    books.forEach(book -> book.expire(now, ids));
  }

  /** Writes entries and projections, and announces the balances. */
  public void write(Collection<Book> books) {
    if (books.isEmpty()) return;
    Instant now = now();
    rows.updateAccounts(books, now);
    rows.updateGrants(books);
    rows.insertEntries(books, now);
    outbox.add(
        books.stream()
            .map(book -> BalanceEvents.changed(book, ids.next(), now))
            .map(OutgoingEvent::of)
            .toList());
  }

  /** The moment of what happens here; databases and events keep microseconds. */
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
