package io.flowmeter.accounting.statistics;

import static io.flowmeter.accounting.db.Tables.USAGE_DAILY;
import static io.flowmeter.accounting.db.Tables.USAGE_DAYS;
import static io.flowmeter.accounting.db.Tables.USAGE_RECORDS;
import static io.flowmeter.accounting.db.Tables.USAGE_REPORTS;
import static org.jooq.impl.DSL.sum;

import io.flowmeter.identity.UserId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Reads the sums. */
@Component
class Statistics {
  private static final Set<String> WITH_MODELS = Set.of("chat", "chat-streaming");
  private static final int RECENT = 10;
  private static final int TOP_USERS = 100;

  // Rows that the search for those who used most may read: of the lists of all spans together, and
  // of the sums of whom it finds there. No list and no choice is shorter than the least, so the
  // order is exact for that many people; of more, one near the end may be missing.
  private static final int BY_USER_ROWS = 2_000;
  private static final int BY_USER_LEAST = 200;

  private static final String PARTS =
      "unnest(?::varchar[], ?::date[], ?::date[]) as part (span, first, last)";

  private static final String TOTALS =
      """
      select t.service, t.model, t.reported, sum(t.records) as records, sum(t.credits) as credits
        from %s join usage_totals t on t.span = part.span and t.start between part.first and part.last
       group by 1, 2, 3 having sum(t.records) > 0
      """
          .formatted(PARTS);

  /**
   * Whoever used most in all of the days did so in some of the spans: those who lead a span are
   * looked at, the others never. Lists are of magnitudes, which are all in the index.
   */
  private static final String BY_USER =
      """
      with parts as (select * from %s),
      spans as materialized (
        select distinct t.span, t.start from parts part
          join usage_totals t on t.span = part.span and t.start between part.first and part.last),
      most as (select greatest(%d, %d / greatest(1, count(*)))::bigint as people from spans),
      leaders as materialized (
        select list.user_id from spans cross join lateral (
          select p.user_id, p.magnitude from usage_people p
           where p.span = spans.span and p.start = spans.start
           order by p.magnitude desc, p.user_id limit (select people from most)) list
         group by 1 order by sum(power(2::float8, list.magnitude / 4::float8)) desc, 1 limit (select people from most))
      select leaders.user_id, used.credits
        from leaders cross join lateral (
          select sum(p.records) as records, sum(p.credits) as credits from parts part join usage_people p
              on p.user_id = leaders.user_id and p.span = part.span
             and p.start between part.first and part.last) used
       where used.records > 0 order by 2 desc, 1 limit %d
      """
          .formatted(PARTS, BY_USER_LEAST, BY_USER_ROWS, TOP_USERS);

  private final DSLContext sql;
  private final JsonMapper json;

  Statistics(DSLContext sql, JsonMapper json) {
    this.sql = sql;
    this.json = json;
  }

  /**
   * Credits by service, day and model.
   *
   * @param reported what of it is clients' own word, which was never charged
   */
  record Sums(
      long records,
      long credits,
      Reported reported,
      Map<String, Long> byService,
      Map<String, Long> byDay,
      Map<String, Long> byModel) {}

  record Reported(long records, long credits) {}

  record Activity(
      long id,
      String userId,
      Instant timestamp,
      String service,
      String operation,
      long credits,
      @Nullable Object metadata) {}

  private record Line(String service, String model, boolean reported, long records, long credits) {}

  Sums of(UserId user, Days days) {
    var table = USAGE_DAILY;
    SortedMap<String, Long> byDay = new TreeMap<>();
    List<Line> lines =
        sql.select(
                table.DAY, table.SERVICE, table.MODEL, table.REPORTED, table.RECORDS, table.CREDITS)
            .from(table)
            .where(table.USER_ID.eq(user.value()))
            .and(table.DAY.between(days.from(), days.to()))
            .and(table.RECORDS.gt(0L))
            .fetch(
                row -> {
                  byDay.merge(row.value1().toString(), row.value6(), Math::addExact);
                  return new Line(
                      row.value2(), row.value3(), row.value4(), row.value5(), row.value6());
                });
    return sums(lines, byDay);
  }

  Sums ofEverybody(Days days) {
    List<Line> lines =
        sql.fetch(TOTALS, parts(days))
            .map(
                row ->
                    new Line(
                        row.get("service", String.class),
                        row.get("model", String.class),
                        row.get("reported", boolean.class),
                        row.get("records", long.class),
                        row.get("credits", long.class)));
    return sums(lines, byDay(days));
  }

  private SortedMap<String, Long> byDay(Days days) {
    Field<BigDecimal> credits = sum(USAGE_DAYS.CREDITS);
    SortedMap<String, Long> byDay = new TreeMap<>();
    sql.select(USAGE_DAYS.DAY, credits)
        .from(USAGE_DAYS)
        .where(USAGE_DAYS.DAY.between(days.from(), days.to()))
        .groupBy(USAGE_DAYS.DAY)
        .having(sum(USAGE_DAYS.RECORDS).gt(BigDecimal.ZERO))
        .forEach(row -> byDay.put(row.value1().toString(), row.value2().longValueExact()));
    return byDay;
  }

  /** Those who used most, in that order. */
  Map<String, Long> byUser(Days days) {
    Map<String, Long> top = new LinkedHashMap<>();
    sql.fetch(BY_USER, parts(days))
        .forEach(row -> top.put(row.get(0, String.class), row.get(1, Long.class)));
    return top;
  }

  private static Object[] parts(Days days) {
    List<Days.Part> parts = days.parts();
    return new Object[] {
      parts.stream().map(part -> part.span().column()).toArray(String[]::new),
      parts.stream().map(Days.Part::first).toArray(LocalDate[]::new),
      parts.stream().map(Days.Part::last).toArray(LocalDate[]::new)
    };
  }

  List<Activity> recent(UserId user) {
    List<Activity> recent = new ArrayList<>(booked(user));
    recent.addAll(reported(user));
    return recent.stream()
        .sorted(Comparator.comparing(Activity::timestamp).reversed())
        .limit(RECENT)
        .toList();
  }

  private List<Activity> booked(UserId user) {
    // An order that only the person's own index has: where a person uses much, the planner would
    // otherwise look for their records among everybody's newest, however long they have used
    // nothing.
    return sql.selectFrom(USAGE_RECORDS)
        .where(USAGE_RECORDS.USER_ID.between(user.value(), user.value()))
        .orderBy(USAGE_RECORDS.USER_ID.desc(), USAGE_RECORDS.OCCURRED_AT.desc())
        .limit(RECENT)
        .fetch(
            row -> {
              Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
              metadata.put("success", row.getOutcome().equals("SUCCEEDED"));
              metadata.put("outcome", row.getOutcome());
              metadata.put("model", row.getModel());
              metadata.put("inputTokens", row.getInputTokens());
              metadata.put("outputTokens", row.getOutputTokens());
              return new Activity(
                  row.getId(),
                  row.getUserId(),
                  row.getOccurredAt(),
                  row.getService(),
                  row.getOperation(),
                  row.getCredits(),
                  metadata);
            });
  }

  private List<Activity> reported(UserId user) {
    return sql.selectFrom(USAGE_REPORTS)
        .where(USAGE_REPORTS.USER_ID.eq(user.value()))
        .orderBy(USAGE_REPORTS.REPORTED_AT.desc())
        .limit(RECENT)
        .fetch(
            row ->
                new Activity(
                    row.getId(),
                    row.getUserId(),
                    row.getReportedAt(),
                    row.getService(),
                    row.getOperation(),
                    row.getCredits(),
                    row.getMetadata() == null ? null : json.readTree(row.getMetadata().data())));
  }

  private static Sums sums(List<Line> lines, SortedMap<String, Long> byDay) {
    long records = 0;
    long credits = 0;
    var reported = new Reported(0, 0);
    Map<String, Long> byService = new TreeMap<>();
    Map<String, Long> byModel = new TreeMap<>();
    for (Line line : lines) {
      records += line.records();
      credits = Math.addExact(credits, line.credits());
      if (line.reported()) {
        reported =
            new Reported(
                reported.records() + line.records(),
                Math.addExact(reported.credits(), line.credits()));
      }
      byService.merge(line.service(), line.credits(), Math::addExact);
      if (WITH_MODELS.contains(line.service()) && !line.model().isEmpty()) {
        byModel.merge(line.model(), line.credits(), Math::addExact);
      }
    }
    return new Sums(records, credits, reported, byService, byDay, byModel);
  }
}
