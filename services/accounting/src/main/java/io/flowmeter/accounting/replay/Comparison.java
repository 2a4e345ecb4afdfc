package io.flowmeter.accounting.replay;

import static io.flowmeter.accounting.db.Tables.OUTBOX;
import static io.flowmeter.accounting.db.Tables.USER_ACCOUNTS;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.jooq.impl.DSL.any;

import io.flowmeter.accounting.account.Accounts;
import io.flowmeter.accounting.booking.Books;
import io.flowmeter.accounting.inbox.Reading;
import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.accounting.ledger.Ledger;
import io.flowmeter.accounting.sql.LongTransactions;
import io.flowmeter.accounting.statistics.Tallies;
import io.flowmeter.eventing.EventCodec;
import io.flowmeter.eventing.Topic;
import io.flowmeter.identity.UserId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jooq.DSLContext;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Compares the ledgers of the shadow with the live ones. The first look takes no locks, and finds
 * also those who are being booked at that moment; these few are looked at again while their
 * accounts are locked and the topics are read to their very ends.
 */
@Component
class Comparison {
  private static final int ATTEMPTS = 5;

  private final Shadow shadow;
  private final FactTopics topics;
  private final FactReader reader;
  private final CreditReader credits;
  private final Accounts accounts;
  private final Books books;
  private final Tallies tallies;
  private final Repair repair;
  private final LongTransactions transactions;
  private final DSLContext sql;
  private final TransactionTemplate transaction;

  Comparison(
      Shadow shadow,
      FactTopics topics,
      FactReader reader,
      CreditReader credits,
      Accounts accounts,
      Books books,
      Tallies tallies,
      Repair repair,
      LongTransactions transactions,
      DSLContext sql,
      TransactionTemplate transaction) {
    this.shadow = shadow;
    this.topics = topics;
    this.reader = reader;
    this.credits = credits;
    this.accounts = accounts;
    this.books = books;
    this.tallies = tallies;
    this.repair = repair;
    this.transactions = transactions;
    this.sql = sql;
    this.transaction = transaction;
  }

  /** People whose ledgers seem to differ. */
  Set<UserId> firstLook(Consumer<Integer> progress) {
    Set<UserId> suspects = new ConcurrentSkipListSet<>(Comparator.comparing(UserId::value));
    shadow.fold(
        topics.setAside(),
        null,
        ledgers -> {
          suspects.addAll(differing(ledgers));
          progress.accept(ledgers.size());
        });
    suspects.addAll(transactions.run(Comparison::notInTopics));
    return suspects;
  }

  private Set<UserId> differing(Map<UserId, Ledger> ledgers) {
    return transactions.run(
        connection -> {
          Shadow.copy(
              connection,
              "ledger_rebuild.people",
              ledgers.keySet().stream().map(user -> user + "\n").collect(joining()));
          var live = LiveLedgers.states(connection, ledgers.keySet());
          Set<UserId> differing = new HashSet<>();
          ledgers.forEach(
              (user, ledger) -> {
                if (!LedgerState.of(ledger).equals(live.get(user))) differing.add(user);
              });
          return differing;
        });
  }

  private static Set<UserId> notInTopics(Connection connection) throws SQLException {
    Set<UserId> users = new HashSet<>();
    try (var query = connection.createStatement();
        var rows =
            query.executeQuery(
                """
                select a.user_id from user_accounts a
                 where (a.debt_credits > 0 or a.spent_credits > 0 or a.removed_credits > 0
                        or exists (select 1 from credit_allocations c where c.user_id = a.user_id))
                   and not exists (select 1 from ledger_rebuild.people p where p.user_id = a.user_id)
                """)) {
      while (rows.next()) users.add(new UserId(rows.getString(1)));
    }
    return users;
  }

  /**
   * Looks again at some people, under their locks; if asked to, their ledgers become what the
   * topics say, all in one transaction.
   */
  List<Run.Difference> secondLook(Collection<UserId> suspects, boolean apply) {
    if (suspects.isEmpty()) return List.of();
    for (int attempt = 1; ; attempt++) {
      try {
        return lookAgain(suspects, apply);
      } catch (PessimisticLockingFailureException deadlock) {
        // A consumer may wait for an account that is locked here, and have inserted one that is
        // missing here: the server undoes either.
        if (attempt == ATTEMPTS) throw deadlock;
      }
    }
  }

  private List<Run.Difference> lookAgain(Collection<UserId> suspects, boolean apply) {
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              if (!apply) status.setRollbackOnly();
              sql.connection(connection -> connection.setNetworkTimeout(Runnable::run, 0));
              return underLock(List.copyOf(suspects), apply);
            }));
  }

  private List<Run.Difference> underLock(List<UserId> suspects, boolean apply) {
    Map<TopicPartition, Long> consumed = topics.consumed();
    Set<UserId> known = lock(suspects);
    readToTheEnd();
    Set<StoredFact.Place> setAside = topics.setAside();
    List<Run.Difference> differences = new ArrayList<>();
    Set<UserId> wrong = new TreeSet<>(Comparator.comparing(UserId::value));
    Repair.Plan plan = new Repair.Plan();
    for (var part : suspects.stream().collect(groupingBy(Segments::partOf, toSet())).values()) {
      for (var difference : compare(part, told(part, setAside), known, consumed, plan)) {
        differences.add(difference);
        wrong.add(new UserId(difference.userId()));
      }
    }
    differences.sort(Comparator.comparing(Run.Difference::userId));
    if (apply && !wrong.isEmpty()) {
      accounts.ensure(wrong);
      repair.perform(plan);
      books.restate(wrong);
      tallies.restate(wrong);
    }
    return differences;
  }

  private Set<UserId> lock(Collection<UserId> users) {
    String[] ids = users.stream().map(UserId::value).toArray(String[]::new);
    return new HashSet<>(
        sql.select(USER_ACCOUNTS.USER_ID)
            .from(USER_ACCOUNTS)
            .where(USER_ACCOUNTS.USER_ID.eq(any(ids)))
            .orderBy(USER_ACCOUNTS.USER_ID)
            .forNoKeyUpdate()
            .fetch(row -> new UserId(row.value1())));
  }

  private void readToTheEnd() {
    reader.read(
        shadow.positions(),
        topics.ends(),
        batch -> {
          shadow.append(batch);
          return true;
        });
  }

  private List<Run.Difference> compare(
      Set<UserId> users,
      Map<UserId, Map<UUID, PersonsFacts.Told>> told,
      Set<UserId> known,
      Map<TopicPartition, Long> consumed,
      Repair.Plan plan) {
    Instant now = books.now();
    return sql.connectionResult(
        connection -> {
          var live = LiveLedgers.facts(connection, users);
          var states = LiveLedgers.states(connection, users);
          var balances = LiveLedgers.balances(connection, users, now);
          List<Run.Difference> differences = new ArrayList<>();
          for (UserId user : users) {
            var facts =
                new PersonsFacts(
                    told.getOrDefault(user, Map.of()), live.getOrDefault(user, List.of()));
            List<Fact> truth = facts.truth(consumed);
            Ledger rebuilt = Ledger.fold(truth, Instant.EPOCH);
            boolean isNew = !known.contains(user) && facts.isToBeKnown(consumed);
            if (!isNew
                && LedgerState.of(rebuilt).equals(states.getOrDefault(user, LedgerState.EMPTY)))
              continue;
            facts.plan(user, consumed, plan);
            differences.add(
                new Run.Difference(
                    user.value(),
                    balances.getOrDefault(user, 0L),
                    rebuilt.balanceAt(now),
                    facts.missing(consumed).size(),
                    facts.unknown().size()));
          }
          return differences;
        });
  }

  private Map<UserId, Map<UUID, PersonsFacts.Told>> told(
      Set<UserId> users, Set<StoredFact.Place> setAside) {
    Map<UserId, Map<UUID, PersonsFacts.Told>> told = new HashMap<>();
    for (StoredFact stored : shadow.factsOf(users, setAside)) {
      UUID id = stored.fact() == null ? new UUID(0, 0) : stored.fact().at().eventId();
      told.computeIfAbsent(stored.userId(), _ -> new TreeMap<>())
          .putIfAbsent(id, new PersonsFacts.Told(stored.fact(), stored.place()));
    }
    String[] ids = users.stream().map(UserId::value).toArray(String[]::new);
    for (var row :
        sql.selectFrom(OUTBOX)
            .where(OUTBOX.RECORD_KEY.eq(any(ids)))
            .and(OUTBOX.TOPIC.eq(Topic.CREDITS_NAME))
            .fetch()) {
      if (credits.read(EventCodec.decode(row.getPayload()))
          instanceof Reading.Accepted<CreditFact>(CreditFact fact)) {
        told.computeIfAbsent(fact.userId(), _ -> new TreeMap<>())
            .putIfAbsent(fact.fact().at().eventId(), new PersonsFacts.Told(fact.fact(), null));
      }
    }
    return told;
  }
}
