package io.flowmeter.accounting.booking;

import static io.flowmeter.accounting.db.Tables.CREDIT_ALLOCATIONS;
import static io.flowmeter.accounting.db.Tables.LEDGER_ENTRIES;
import static io.flowmeter.accounting.db.Tables.USER_ACCOUNTS;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.sum;

import io.flowmeter.accounting.db.tables.records.CreditAllocationsRecord;
import io.flowmeter.accounting.db.tables.records.UserAccountsRecord;
import io.flowmeter.accounting.ledger.Account;
import io.flowmeter.accounting.ledger.Booking;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Entry;
import io.flowmeter.accounting.ledger.Grant;
import io.flowmeter.accounting.ledger.Ledger;
import io.flowmeter.accounting.ledger.Level;
import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.accounting.sql.Rows;
import io.flowmeter.identity.UserId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** Ledgers and facts as rows; each method is one or two statements, for any number of people. */
@Component
class LedgerRows {
  private final DSLContext sql;

  LedgerRows(DSLContext sql) {
    this.sql = sql;
  }

  /** Locks in the order of ids, which every transaction keeps, so that none waits in a circle. */
  List<UserAccountsRecord> lock(Collection<UserId> users) {
    return sql.select(
            USER_ACCOUNTS.USER_ID,
            USER_ACCOUNTS.HELD_CREDITS,
            USER_ACCOUNTS.DEBT_CREDITS,
            USER_ACCOUNTS.SPENT_CREDITS,
            USER_ACCOUNTS.REMOVED_CREDITS,
            USER_ACCOUNTS.FOLDED_AT,
            USER_ACCOUNTS.FOLDED_EVENT_ID,
            USER_ACCOUNTS.BALANCE_LEVEL,
            USER_ACCOUNTS.SEQUENCE,
            USER_ACCOUNTS.FACTS_SINCE_SNAPSHOT)
        .from(USER_ACCOUNTS)
        .where(USER_ACCOUNTS.USER_ID.eq(any(ids(users))))
        .orderBy(USER_ACCOUNTS.USER_ID)
        .forNoKeyUpdate()
        .fetchInto(USER_ACCOUNTS);
  }

  Map<UserId, List<Grant>> openGrants(Collection<UserId> users) {
    return grants(users, CREDIT_ALLOCATIONS.OPEN.isTrue());
  }

  Map<UserId, List<Grant>> allGrants(Collection<UserId> users) {
    return grants(users, noCondition());
  }

  void updateAccounts(Collection<Book> books, Instant now, Credits lowBelow) {
    Rows.of(books)
        .with(USER_ACCOUNTS.USER_ID, book -> book.userId().value())
        .with(USER_ACCOUNTS.HELD_CREDITS, book -> book.held().amount())
        .with(USER_ACCOUNTS.DEBT_CREDITS, book -> book.ledger().debt().amount())
        .with(USER_ACCOUNTS.SPENT_CREDITS, book -> book.ledger().spent().amount())
        .with(USER_ACCOUNTS.REMOVED_CREDITS, book -> book.ledger().removed().amount())
        .with(USER_ACCOUNTS.FOLDED_AT, book -> book.ledger().upTo().occurredAt())
        .with(USER_ACCOUNTS.FOLDED_EVENT_ID, book -> book.ledger().upTo().eventId())
        .with(
            USER_ACCOUNTS.BALANCE_LEVEL,
            book -> lowerCase(Level.of(book.fundsAt(now).balance(), lowBelow)))
        .with(USER_ACCOUNTS.SEQUENCE, Book::nextSequence)
        .with(USER_ACCOUNTS.FACTS_SINCE_SNAPSHOT, Book::factsSinceSnapshot)
        .update(sql, USER_ACCOUNTS, USER_ACCOUNTS.USER_ID, Map.of(USER_ACCOUNTS.UPDATED_AT, now));
  }

  /** Grants that were there before and are not what they were. */
  void updateGrants(Collection<Book> books) {
    List<Grant> changed = new ArrayList<>();
    for (Book book : books) {
      Set<Grant> before = new HashSet<>(book.posting().before().grants());
      Set<Object> known = new HashSet<>();
      before.forEach(grant -> known.add(grant.allocationId()));
      book.ledger().grants().stream()
          .filter(grant -> known.contains(grant.allocationId()) && !before.contains(grant))
          .forEach(changed::add);
    }
    Rows.of(changed)
        .with(CREDIT_ALLOCATIONS.ALLOCATION_ID, Grant::allocationId)
        .with(CREDIT_ALLOCATIONS.REMAINING_CREDITS, grant -> grant.remaining().amount())
        .with(CREDIT_ALLOCATIONS.EXPIRED_CREDITS, grant -> grant.expired().amount())
        .update(sql, CREDIT_ALLOCATIONS, CREDIT_ALLOCATIONS.ALLOCATION_ID, Map.of());
  }

  void insertEntries(Collection<Book> books, Instant now) {
    record Line(UserId userId, Booking booking, Entry entry) {}
    List<Line> lines = new ArrayList<>();
    for (Book book : books) {
      for (Booking booking : book.posting().bookings()) {
        booking.entries().forEach(entry -> lines.add(new Line(book.userId(), booking, entry)));
      }
    }
    Rows.of(lines)
        .with(LEDGER_ENTRIES.BOOKING_ID, line -> line.booking().id())
        .with(LEDGER_ENTRIES.KIND, line -> lowerCase(line.booking().kind()))
        .with(LEDGER_ENTRIES.USER_ID, line -> line.userId().value())
        .with(LEDGER_ENTRIES.ACCOUNT, line -> lowerCase(line.entry().account()))
        .with(LEDGER_ENTRIES.ALLOCATION_ID, line -> line.entry().allocationId())
        .with(LEDGER_ENTRIES.AMOUNT, line -> line.entry().amount())
        .with(LEDGER_ENTRIES.OCCURRED_AT, line -> line.booking().occurredAt())
        .with(LEDGER_ENTRIES.BOOKED_AT, _ -> now)
        .insertInto(sql, LEDGER_ENTRIES);
  }

  /** What was booked so far, in one entry per account and grant. */
  Map<UserId, List<Entry>> totals(Collection<UserId> users) {
    Map<UserId, List<Entry>> totals = new HashMap<>();
    sql.select(
            LEDGER_ENTRIES.USER_ID,
            LEDGER_ENTRIES.ACCOUNT,
            LEDGER_ENTRIES.ALLOCATION_ID,
            sum(LEDGER_ENTRIES.AMOUNT))
        .from(LEDGER_ENTRIES)
        .where(LEDGER_ENTRIES.USER_ID.eq(any(ids(users))))
        .groupBy(LEDGER_ENTRIES.USER_ID, LEDGER_ENTRIES.ACCOUNT, LEDGER_ENTRIES.ALLOCATION_ID)
        .having(sum(LEDGER_ENTRIES.AMOUNT).ne(BigDecimal.ZERO))
        .forEach(
            row ->
                totals
                    .computeIfAbsent(new UserId(row.value1()), _ -> new ArrayList<>())
                    .add(
                        new Entry(
                            Account.valueOf(row.value2().toUpperCase(Locale.ROOT)),
                            row.value3(),
                            row.value4().longValueExact())));
    return totals;
  }

  private Map<UserId, List<Grant>> grants(Collection<UserId> users, Condition which) {
    return sql.selectFrom(CREDIT_ALLOCATIONS)
        .where(CREDIT_ALLOCATIONS.USER_ID.eq(any(ids(users))))
        .and(which)
        .collect(
            groupingBy(row -> new UserId(row.getUserId()), mapping(LedgerRows::grant, toList())));
  }

  static Ledger ledger(UserAccountsRecord row, List<Grant> grants) {
    Instant foldedAt = row.getFoldedAt();
    return Ledger.of(
        grants,
        Credits.of(row.getDebtCredits()),
        Credits.of(row.getSpentCredits()),
        Credits.of(row.getRemovedCredits()),
        foldedAt == null ? Position.BEGINNING : new Position(foldedAt, row.getFoldedEventId()));
  }

  static Level level(UserAccountsRecord row) {
    return Level.valueOf(row.getBalanceLevel().toUpperCase(Locale.ROOT));
  }

  private static Grant grant(CreditAllocationsRecord row) {
    return new Grant(
        row.getAllocationId(),
        row.getAllocatedAt(),
        row.getPriority(),
        row.getExpiresAt(),
        Credits.of(row.getTotalCredits()),
        Credits.of(row.getRemainingCredits()),
        Credits.of(row.getExpiredCredits()));
  }

  static String[] ids(Collection<UserId> users) {
    return users.stream().map(UserId::value).sorted().toArray(String[]::new);
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
