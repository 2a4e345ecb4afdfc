package io.flowmeter.accounting.statistics;

import static io.flowmeter.accounting.db.Tables.USAGE_DAILY;
import static io.flowmeter.accounting.db.Tables.USAGE_DAYS;
import static io.flowmeter.accounting.db.Tables.USAGE_PEOPLE;
import static io.flowmeter.accounting.db.Tables.USAGE_TOTALS;

import io.flowmeter.accounting.sql.Rows;
import io.flowmeter.identity.UserId;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.springframework.stereotype.Component;

/** Adds usages to the sums, in the transaction that books them: a few statements for any number. */
@Component
public class Tallies {
  /**
   * The first slot that no transaction under way has; there are as many rows of a total as there
   * ever were transactions at once. Where all are taken, the first is waited for.
   */
  private static final String FREE_SLOT =
      """
      select coalesce((select slot from generate_series(0, 15) slot
                        where pg_try_advisory_xact_lock('usage_totals'::regclass::oid::int, slot) limit 1), 0)
      """;

  /**
   * What the sums of people's days lack of what is stored, or have too much: of whom a condition
   * says.
   */
  private static final String LACKING =
      """
      select user_id, day, service, model, reported, sum(records)::bigint as records, sum(credits)::bigint as credits,
             sum(input_tokens)::bigint as input_tokens, sum(output_tokens)::bigint as output_tokens
        from (
          select user_id, (occurred_at at time zone 'UTC')::date as day, service, coalesce(model, '') as model,
                 false as reported, 1 as records, credits, input_tokens, output_tokens
            from usage_records
          union all
          select user_id, (reported_at at time zone 'UTC')::date, service, '', true, 1, credits, 0, 0 from usage_reports
          union all
          select user_id, day, service, model, reported, -records, -credits, -input_tokens, -output_tokens
            from usage_daily) stored
       where %s group by 1, 2, 3, 4, 5
      having (sum(records), sum(credits), sum(input_tokens), sum(output_tokens)) <> (0, 0, 0, 0)
      """;

  /** Each line that it gives tells of a sum that is not what it is the sum of. */
  public static final String WRONG =
      """
      select 'usages of ' || user_id || ' on ' || day || ', ' || service || ': ' || records || ' are not in the sums'
        from (%s) daily
      union all
      select 'usages of ' || user_id || ' in the ' || span || ' from ' || start || ': the sum lacks ' || sum(records)
        from (
          select user_id, 'day' as span, day as start, records, credits from usage_daily
          union all
          select user_id, 'month', date_trunc('month', day)::date, records, credits from usage_daily
          union all
          select user_id, 'ever', '1970-01-01', records, credits from usage_daily
          union all
          select user_id, span, start, -records, -credits from usage_people) people
       group by user_id, span, start having (sum(records), sum(credits)) <> (0, 0)
      union all
      select 'usages of everybody in the ' || span || ' from ' || start || ', ' || service || ': the sum lacks ' || sum(records)
        from (
          select 'day' as span, day as start, service, model, reported, records, credits from usage_daily
          union all
          select 'month', date_trunc('month', day)::date, service, model, reported, records, credits from usage_daily
          union all
          select 'ever', '1970-01-01', service, model, reported, records, credits from usage_daily
          union all
          select span, start, service, model, reported, -records, -credits from usage_totals) totals
       group by span, start, service, model, reported having (sum(records), sum(credits)) <> (0, 0)
      union all
      select 'usages of everybody on ' || day || ': the sum lacks ' || sum(records)
        from (
          select day, records, credits from usage_daily
          union all
          select day, -records, -credits from usage_days) days
       group by day having (sum(records), sum(credits)) <> (0, 0)
      """
          .formatted(LACKING.formatted("true"));

  private final DSLContext sql;

  Tallies(DSLContext sql) {
    this.sql = sql;
  }

  private record Key(
      String userId, Span span, LocalDate start, String service, String model, boolean reported)
      implements Comparable<Key> {
    // One order for all instances, so that none waits in a circle.
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::userId)
            .thenComparing(Key::span)
            .thenComparing(Key::start)
            .thenComparing(Key::service)
            .thenComparing(Key::model)
            .thenComparing(Key::reported);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }

    Key ofPerson(Span wider) {
      return new Key(userId, wider, wider.startOf(start), "", "", false);
    }

    Key ofEverybody(Span wider) {
      return new Key("", wider, wider.startOf(start), service, model, reported);
    }

    Key ofDay() {
      return new Key("", span, start, "", "", false);
    }
  }

  private record Sum(Key key, long records, long credits, long input, long output) {
    static Sum of(Tally tally) {
      Key key =
          new Key(
              tally.userId().value(),
              Span.DAY,
              tally.day(),
              tally.service(),
              tally.model(),
              tally.reported());
      return new Sum(key, 1, tally.credits(), tally.inputTokens(), tally.outputTokens());
    }

    static Sum of(Record row) {
      Key key =
          new Key(
              row.get("user_id", String.class),
              Span.DAY,
              row.get("day", LocalDate.class),
              row.get("service", String.class),
              row.get("model", String.class),
              row.get("reported", boolean.class));
      return new Sum(
          key,
          row.get("records", long.class),
          row.get("credits", long.class),
          row.get("input_tokens", long.class),
          row.get("output_tokens", long.class));
    }

    Sum under(Key wider) {
      return new Sum(wider, records, credits, input, output);
    }

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
    addDaily(merged(tallies.stream().map(Sum::of)));
  }

  /**
   * Makes these people's sums, and everybody's, what is stored. It adds what one statement finds
   * lacking, so that usages booked at the same time are neither lost nor counted twice.
   */
  public void restate(Collection<UserId> users) {
    String[] ids = users.stream().map(UserId::value).toArray(String[]::new);
    addDaily(
        merged(
            sql.fetch(LACKING.formatted("user_id = any(?)"), (Object) ids).stream().map(Sum::of)));
  }

  private void addDaily(Collection<Sum> daily) {
    Rows.of(daily)
        .with(USAGE_DAILY.USER_ID, sum -> sum.key().userId())
        .with(USAGE_DAILY.DAY, sum -> sum.key().start())
        .with(USAGE_DAILY.SERVICE, sum -> sum.key().service())
        .with(USAGE_DAILY.MODEL, sum -> sum.key().model())
        .with(USAGE_DAILY.REPORTED, sum -> sum.key().reported())
        .with(USAGE_DAILY.RECORDS, Sum::records)
        .with(USAGE_DAILY.CREDITS, Sum::credits)
        .with(USAGE_DAILY.INPUT_TOKENS, Sum::input)
        .with(USAGE_DAILY.OUTPUT_TOKENS, Sum::output)
        .addTo(sql, USAGE_DAILY, 5);
    addPeople(merged(inEachSpan(daily, Key::ofPerson)));
    short slot = sql.fetchSingle(FREE_SLOT).get(0, short.class);
    addTotals(merged(inEachSpan(daily, Key::ofEverybody)), slot);
    addDays(merged(daily.stream().map(sum -> sum.under(sum.key().ofDay()))), slot);
  }

  private void addPeople(Collection<Sum> people) {
    Rows.of(people)
        .with(USAGE_PEOPLE.USER_ID, sum -> sum.key().userId())
        .with(USAGE_PEOPLE.SPAN, sum -> sum.key().span().column())
        .with(USAGE_PEOPLE.START, sum -> sum.key().start())
        .with(USAGE_PEOPLE.RECORDS, Sum::records)
        .with(USAGE_PEOPLE.CREDITS, Sum::credits)
        .addTo(sql, USAGE_PEOPLE, 3);
  }

  private void addTotals(Collection<Sum> totals, short slot) {
    Rows.of(totals)
        .with(USAGE_TOTALS.SPAN, sum -> sum.key().span().column())
        .with(USAGE_TOTALS.START, sum -> sum.key().start())
        .with(USAGE_TOTALS.SERVICE, sum -> sum.key().service())
        .with(USAGE_TOTALS.MODEL, sum -> sum.key().model())
        .with(USAGE_TOTALS.REPORTED, sum -> sum.key().reported())
        .with(USAGE_TOTALS.SLOT, _ -> slot)
        .with(USAGE_TOTALS.RECORDS, Sum::records)
        .with(USAGE_TOTALS.CREDITS, Sum::credits)
        .addTo(sql, USAGE_TOTALS, 6);
  }

  private void addDays(Collection<Sum> days, short slot) {
    Rows.of(days)
        .with(USAGE_DAYS.DAY, sum -> sum.key().start())
        .with(USAGE_DAYS.SLOT, _ -> slot)
        .with(USAGE_DAYS.RECORDS, Sum::records)
        .with(USAGE_DAYS.CREDITS, Sum::credits)
        .addTo(sql, USAGE_DAYS, 2);
  }

  private interface Widening {
    Key under(Key key, Span span);
  }

  private static Stream<Sum> inEachSpan(Collection<Sum> daily, Widening widening) {
    return Stream.of(Span.values())
        .flatMap(span -> daily.stream().map(sum -> sum.under(widening.under(sum.key(), span))));
  }

  private static Collection<Sum> merged(Stream<Sum> sums) {
    Map<Key, Sum> merged = new TreeMap<>();
    sums.forEach(sum -> merged.merge(sum.key(), sum, Sum::plus));
    return merged.values();
  }
}
