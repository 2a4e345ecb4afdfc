package io.flowmeter.accounting.booking;

import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.accounting.ledger.History;
import io.flowmeter.accounting.ledger.Ledger;
import io.flowmeter.accounting.ledger.Position;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
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
  private final Counter lateFacts;
  private final Histories histories;
  private final Snapshots snapshots;
  private final Credits lowBelow;

  Books(
      LedgerRows rows,
      Histories histories,
      Snapshots snapshots,
      Outbox outbox,
      EventIds ids,
      Clock clock,
      MeterRegistry metrics,
      @Value("${flowmeter.alerts.low-balance-credits:10}") long lowBalanceCredits) {
    this.lowBelow = Credits.of(lowBalanceCredits);
    this.rows = rows;
    this.outbox = outbox;
    this.ids = ids;
    this.clock = clock;
    this.histories = histories;
    this.snapshots = snapshots;
    this.refolds = metrics.counter("flowmeter.ledger.refolds");
    this.lateFacts = metrics.counter("flowmeter.events.late");
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
          books.put(user, new Book(user, ledger, held, row.getSequence(), LedgerRows.level(row)));
        });
    locked.forEach(
        row ->
            book(books, new UserId(row.getUserId())).countFactsFrom(row.getFactsSinceSnapshot()));
    return books;
  }

  /** Posts new facts; people with a late one among them are folded again from before it. */
  public void post(Map<UserId, Book> books, Map<UserId, List<Fact>> facts) {
    Map<UserId, List<Fact>> late = new HashMap<>();
    facts.forEach(
        (user, fresh) -> {
          List<Fact> lateOnes = fresh.stream().filter(book(books, user).ledger()::isLate).toList();
          if (!lateOnes.isEmpty()) late.put(user, lateOnes);
        });
    Map<UserId, History> history = late.isEmpty() ? Map.of() : history(books, late);
    facts.forEach(
        (user, fresh) ->
            book(books, user).post(fresh, history.getOrDefault(user, History.NONE), ids));
  }

  private Map<UserId, History> history(Map<UserId, Book> books, Map<UserId, List<Fact>> late) {
    refolds.increment(late.size());
    late.values().forEach(of -> lateFacts.increment(of.size()));
    var grants = rows.allGrants(late.keySet());
    late.keySet().forEach(user -> book(books, user).complete(grants.getOrDefault(user, List.of())));
    return histories.before(late, grants);
  }

  private static Book book(Map<UserId, Book> books, UserId user) {
    Book book = books.get(user);
    if (book == null) throw new IllegalStateException("no account is open for " + user);
    return book;
  }

  /**
   * Makes these people's ledgers what their stored facts say, whatever they are now: projections
   * are written anew, and one correction books what the entries lack of it.
   */
  public void restate(Collection<UserId> users) {
    var books = open(users);
    var grants = rows.allGrants(users);
    var booked = rows.totals(users);
    Instant now = now();
    books.forEach(
        (user, book) -> {
          book.complete(grants.getOrDefault(user, List.of()));
          snapshots.forgetFrom(user, Position.BEGINNING);
          Ledger folded = histories.all(user).at(now);
          book.restate(folded, booked.getOrDefault(user, List.of()), ids, now);
        });
    write(books.values());
  }

  public void expire(Collection<Book> books) {
    Instant now = now();
    books.forEach(book -> book.expire(now, ids));
  }

  /** Writes entries and projections, and announces the balances. */
  public void write(Collection<Book> books) {
    if (books.isEmpty()) return;
    Instant now = now();
    snapshots.takeWhereDue(books);
    rows.updateAccounts(books, now, lowBelow);
    rows.updateGrants(books);
    rows.insertEntries(books, now);
    outbox.add(
        books.stream()
            .flatMap(book -> BalanceEvents.of(book, lowBelow, ids, now))
            .map(OutgoingEvent::of)
            .toList());
  }

  /** The moment of what happens here; databases and events keep microseconds. */
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
