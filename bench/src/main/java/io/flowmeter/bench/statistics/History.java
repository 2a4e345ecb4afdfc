package io.flowmeter.bench.statistics;

import io.flowmeter.bench.platform.Database;
import java.time.LocalDate;
import java.util.Locale;

/**
 * Usages of a hundred days, written by SQL as the consumer would have left them: the records, and
 * all sums of them. They move no credits, so they are of people of their own, and are taken out
 * again.
 */
final class History implements AutoCloseable {
  static final int DAYS = 100;

  /** Of the sums of everybody; no consumer takes it. */
  private static final int SLOT = -1;

  private static final String PREFIX = "be0d";
  private static final LocalDate FIRST_DAY = LocalDate.parse("2026-01-10");

  private final Database database;

  private History(Database database) {
    this.database = database;
  }

  static String person(long number) {
    return String.format(Locale.ROOT, PREFIX + "%020d", number);
  }

  static String day(int number) {
    return FIRST_DAY.plusDays(number).toString();
  }

  static History of(Database database, long usages, int people) {
    History history = new History(database);
    history.close();
    database.execute(
        "set synchronous_commit = off",
        "set work_mem = '256MB'",
        // In order of time; who uses much is rare, as in life.
        """
        create unlogged table bench.usages as
        select '%s' || lpad(floor(%d * random() ^ 2)::text, 20, '0') as user_id,
               date '%s' + (n * %d / %d)::int as day,
               (array['chat', 'chat', 'chat', 'chat-streaming', 'deduction'])[1 + floor(random() * 5)::int] as service,
               (array['gpt-4o', 'gpt-4o-mini', 'nova-micro', 'nova-lite', 'llama3'])[1 + floor(random() * 5)::int] as model,
               1 + floor(random() * 3)::bigint as credits
          from generate_series(0, %d) n
        """
            .formatted(PREFIX, people, FIRST_DAY, DAYS, usages, usages - 1),
        """
        insert into usage_records (event_id, completion_id, user_id, occurred_at, service, operation, credits,
               chatflow_id, session_id, model, outcome, input_tokens, output_tokens, tokens_estimated,
               rate_card_version, started_at, duration_millis, recorded_at)
        select uuidv7(), uuidv7(), user_id, day::timestamptz, service, 'flow', credits, 'flow', 'session', model,
               'SUCCEEDED', 12, 34, false, 'default', day::timestamptz, 1000, day::timestamptz from bench.usages
        """,
        """
        insert into usage_daily
        select user_id, day, service, model, false, count(*), sum(credits), 12 * count(*), 34 * count(*)
          from bench.usages group by 1, 2, 3, 4 order by day
        """,
        "create unlogged table bench.people as select user_id, day, sum(records)::bigint as records,"
            + " sum(credits)::bigint as credits from usage_daily where user_id like '"
            + PREFIX
            + "%' group by 1, 2",
        people("day", "day"),
        people("month", "date_trunc('month', day)::date"),
        people("ever", "'1970-01-01'::date"),
        totals("day", "day"),
        totals("month", "date_trunc('month', day)::date"),
        totals("ever", "'1970-01-01'::date"),
        "insert into usage_days select day, %d, sum(records), sum(credits) from bench.people group by 1"
            .formatted(SLOT),
        "vacuum analyze usage_records",
        "vacuum analyze usage_daily",
        "vacuum analyze usage_people",
        "vacuum analyze usage_totals",
        "vacuum analyze usage_days");
    return history;
  }

  private static String people(String span, String start) {
    return """
        insert into usage_people
        select user_id, '%s', %s, sum(records), sum(credits) from bench.people group by 1, 3 order by 3
        """
        .formatted(span, start);
  }

  private static String totals(String span, String start) {
    return """
        insert into usage_totals
        select '%s', %s, service, model, false, %d, count(*), sum(credits) from bench.usages group by 2, 3, 4
        """
        .formatted(span, start, SLOT);
  }

  @Override
  public void close() {
    database.execute(
        "create schema if not exists bench",
        "drop table if exists bench.usages, bench.people",
        "delete from usage_totals where slot = " + SLOT,
        "delete from usage_days where slot = " + SLOT);
    for (String table : new String[] {"usage_records", "usage_daily", "usage_people"}) {
      database.execute("delete from %s where user_id like '%s%%'".formatted(table, PREFIX));
    }
  }
}
