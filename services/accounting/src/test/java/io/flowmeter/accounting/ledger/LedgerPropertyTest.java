package io.flowmeter.accounting.ledger;

import static io.flowmeter.accounting.ledger.Moments.day;
import static io.flowmeter.accounting.ledger.Moments.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Any facts, in any order of arrival, in any batches, with any duplicates, make the same ledger.
 */
class LedgerPropertyTest {

  private static final int RUNS = 3_000;
  private static final int LAST_DAY = 12;

  @Test
  void posting_as_facts_arrive_equals_folding_them_in_order() {
    for (long seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      List<Fact> facts = facts(random);
      Live live = new Live(random);

      live.receive(facts);

      Ledger folded = Ledger.fold(facts, day(LAST_DAY));
      assertThat(live.ledger.grants()).as("grants, seed %d", seed).isEqualTo(folded.grants());
      assertThat(live.ledger.debt()).as("debt, seed %d", seed).isEqualTo(folded.debt());
      assertThat(live.ledger.spent()).as("spent, seed %d", seed).isEqualTo(folded.spent());
      assertThat(live.total(Account.CREDIT) + live.total(Account.DEBT))
          .as("books against balance, seed %d", seed)
          .isEqualTo(folded.balanceAt(day(LAST_DAY)));
      assertThat(live.total(Account.SPENT))
          .as("spent in the books, seed %d", seed)
          .isEqualTo(folded.spent().amount());
      assertThat(live.total(Account.REMOVED))
          .as("removed in the books, seed %d", seed)
          .isEqualTo(folded.removed().amount());
      assertThat(live.books.values().stream().mapToLong(Long::longValue).sum())
          .as("zero sum, seed %d", seed)
          .isZero();
    }
  }

  private static List<Fact> facts(Random random) {
    List<Fact> facts = new ArrayList<>();
    int count = 1 + random.nextInt(14);
    for (int event = 1; event <= count; event++) {
      Position at = new Position(day(random.nextInt(LAST_DAY)), new UUID(random.nextLong(), event));
      Credits credits = Credits.of(random.nextInt(20));
      if (random.nextInt(5) < 2) {
        Integer lasts = random.nextBoolean() ? 1 + random.nextInt(6) : null;
        facts.add(
            new Fact.Granted(
                at,
                id(event),
                credits.plus(Credits.of(1)),
                random.nextInt(2),
                lasts == null ? null : at.occurredAt().plus(java.time.Duration.ofDays(lasts))));
      } else if (random.nextInt(4) == 0) {
        long change = 1L + random.nextInt(12);
        facts.add(new Fact.Adjusted(at, id(event), random.nextBoolean() ? change : -change, null));
      } else {
        facts.add(new Fact.Used(at, credits));
      }
    }
    return facts;
  }

  /** What the consumer does, without its database. */
  private static final class Live {
    final Random random;
    final Set<Fact> seen = new HashSet<>();
    final Map<Account, Long> books = new EnumMap<>(Account.class);
    Ledger ledger = Ledger.EMPTY;

    Live(Random random) {
      this.random = random;
    }

    void receive(List<Fact> facts) {
      List<Fact> arriving = new ArrayList<>(facts);
      arriving.add(facts.get(random.nextInt(facts.size())));
      Collections.shuffle(arriving, random);
      for (int from = 0; from < arriving.size(); ) {
        int to = Math.min(arriving.size(), from + 1 + random.nextInt(4));
        batch(arriving.subList(from, to));
        from = to;
      }
      add(Posting.none(ledger).expire(day(LAST_DAY), UUID::randomUUID));
    }

    private void batch(List<Fact> batch) {
      List<Fact> fresh = batch.stream().filter(fact -> !seen.contains(fact)).distinct().toList();
      List<Fact> history = List.copyOf(seen);
      add(Posting.post(ledger, fresh, History.of(history), UUID::randomUUID));
      seen.addAll(fresh);
      if (random.nextInt(4) == 0) {
        add(Posting.none(ledger).expire(day(random.nextInt(LAST_DAY)), UUID::randomUUID));
      }
    }

    private void add(Posting posting) {
      ledger = posting.after();
      for (Booking booking : posting.bookings()) {
        booking.entries().forEach(e -> books.merge(e.account(), e.amount(), Long::sum));
      }
    }

    long total(Account account) {
      return books.getOrDefault(account, 0L);
    }
  }
}
