package io.flowmeter.accounting.statistics;

import static io.flowmeter.accounting.db.Tables.USAGE_DAILY;
import static io.flowmeter.accounting.db.Tables.USAGE_DAILY_TOTALS;
import static io.flowmeter.accounting.db.Tables.USAGE_USER_TOTALS;

import io.flowmeter.accounting.sql.Rows;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** Adds usages to the sums, in the transaction that books them: three statements for any number. */
@Component
public class Tallies {
  private static final short SLOTS = 16;

  private final DSLContext sql;

  Tallies(DSLContext sql) {
    this.sql = sql;
  }

  private record Key(String userId, LocalDate day, String service, String model, boolean reported)
      implements Comparable<Key> {
    // One order for all instances, so that none waits in a circle.
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::userId)
            .thenComparing(Key::day)
            .thenComparing(Key::service)
            .thenComparing(Key::model)
            .thenComparing(Key::reported);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  private record Sum(Key key, long records, long credits, long input, long output) {
    Sum plus(Sum other) {
      return new Sum(
          key,
          records + other.records,
          Math.addExact(credits, other.credits),
          Math.addExact(input, other.input),
          Math.addExact(output, other.output));
    }
  }

  public void add(List<Tally> tallies) {
    Collection<Sum> daily = sums(tallies, tally -> key(tally, tally.userId().value()));
    Rows.of(daily)
        .with(USAGE_DAILY.USER_ID, sum -> sum.key().userId())
        .with(USAGE_DAILY.DAY, sum -> sum.key().day())
        .with(USAGE_DAILY.SERVICE, sum -> sum.key().service())
        .with(USAGE_DAILY.MODEL, sum -> sum.key().model())
        .with(USAGE_DAILY.REPORTED, sum -> sum.key().reported())
        .with(USAGE_DAILY.RECORDS, Sum::records)
        .with(USAGE_DAILY.CREDITS, Sum::credits)
        .with(USAGE_DAILY.INPUT_TOKENS, Sum::input)
        .with(USAGE_DAILY.OUTPUT_TOKENS, Sum::output)
        .addTo(sql, USAGE_DAILY, 5);
    addTotals(sums(tallies, tally -> key(tally, "")));
    addUsers(
        sums(tallies, tally -> new Key(tally.userId().value(), LocalDate.EPOCH, "", "", false)));
  }

  private void addTotals(Collection<Sum> totals) {
    short slot = (short) ThreadLocalRandom.current().nextInt(SLOTS);
    Rows.of(totals)
        .with(USAGE_DAILY_TOTALS.DAY, sum -> sum.key().day())
        .with(USAGE_DAILY_TOTALS.SERVICE, sum -> sum.key().service())
        .with(USAGE_DAILY_TOTALS.MODEL, sum -> sum.key().model())
        .with(USAGE_DAILY_TOTALS.REPORTED, sum -> sum.key().reported())
        .with(USAGE_DAILY_TOTALS.SLOT, _ -> slot)
        .with(USAGE_DAILY_TOTALS.RECORDS, Sum::records)
        .with(USAGE_DAILY_TOTALS.CREDITS, Sum::credits)
        .addTo(sql, USAGE_DAILY_TOTALS, 5);
  }

  private void addUsers(Collection<Sum> users) {
    Rows.of(users)
        .with(USAGE_USER_TOTALS.USER_ID, sum -> sum.key().userId())
        .with(USAGE_USER_TOTALS.RECORDS, Sum::records)
        .with(USAGE_USER_TOTALS.CREDITS, Sum::credits)
        .addTo(sql, USAGE_USER_TOTALS, 1);
  }

  private static Collection<Sum> sums(List<Tally> tallies, Function<Tally, Key> keyOf) {
    Map<Key, Sum> sums = new TreeMap<>();
    for (Tally tally : tallies) {
      Key key = keyOf.apply(tally);
      sums.merge(
          key,
          new Sum(key, 1, tally.credits(), tally.inputTokens(), tally.outputTokens()),
          Sum::plus);
    }
    return sums.values();
  }

  private static Key key(Tally tally, String userId) {
    return new Key(userId, tally.day(), tally.service(), tally.model(), tally.reported());
  }
}
