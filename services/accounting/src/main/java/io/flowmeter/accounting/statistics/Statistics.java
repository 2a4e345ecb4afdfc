package io.flowmeter.accounting.statistics;

import static io.flowmeter.accounting.db.Tables.USAGE_DAILY;
import static io.flowmeter.accounting.db.Tables.USAGE_DAILY_TOTALS;
import static io.flowmeter.accounting.db.Tables.USAGE_RECORDS;
import static io.flowmeter.accounting.db.Tables.USAGE_REPORTS;
import static io.flowmeter.accounting.db.Tables.USAGE_USER_TOTALS;
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

  private final DSLContext sql;
  private final JsonMapper json;

  Statistics(DSLContext sql, JsonMapper json) {
    this.sql = sql;
    this.json = json;
  }

  /** Days of UTC, both included; null is without end. */
  record Days(@Nullable LocalDate first, @Nullable LocalDate last) {
    LocalDate from() {
      return first == null ? LocalDate.of(1, 1, 1) : first;
    }

    LocalDate to() {
      return last == null ? LocalDate.of(9999, 12, 31) : last;
    }

    boolean areAll() {
      return first == null && last == null;
    }
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

  private record Line(
      LocalDate day, String service, String model, boolean reported, long records, long credits) {}

  Sums of(UserId user, Days days) {
    var table = USAGE_DAILY;
    Field<BigDecimal> records = sum(table.RECORDS);
    Field<BigDecimal> credits = sum(table.CREDITS);
    return sums(
        sql.select(table.DAY, table.SERVICE, table.MODEL, table.REPORTED, records, credits)
            .from(table)
            .where(table.USER_ID.eq(user.value()))
            .and(table.DAY.between(days.from(), days.to()))
            .groupBy(table.DAY, table.SERVICE, table.MODEL, table.REPORTED)
            .fetch(
                row ->
                    new Line(
                        row.value1(),
                        row.value2(),
                        row.value3(),
                        row.value4(),
                        row.value5().longValueExact(),
                        row.value6().longValueExact())));
  }

  Sums ofEverybody(Days days) {
    var table = USAGE_DAILY_TOTALS;
    Field<BigDecimal> records = sum(table.RECORDS);
    Field<BigDecimal> credits = sum(table.CREDITS);
    return sums(
        sql.select(table.DAY, table.SERVICE, table.MODEL, table.REPORTED, records, credits)
            .from(table)
            .where(table.DAY.between(days.from(), days.to()))
            .groupBy(table.DAY, table.SERVICE, table.MODEL, table.REPORTED)
            .fetch(
                row ->
                    new Line(
                        row.value1(),
                        row.value2(),
                        row.value3(),
                        row.value4(),
                        row.value5().longValueExact(),
                        row.value6().longValueExact())));
  }

  /** Those who used most, in that order. */
  Map<String, Long> byUser(Days days) {
    if (days.areAll()) {
      return sql.select(USAGE_USER_TOTALS.USER_ID, USAGE_USER_TOTALS.CREDITS)
          .from(USAGE_USER_TOTALS)
          .orderBy(USAGE_USER_TOTALS.CREDITS.desc())
          .limit(TOP_USERS)
          .fetchMap(USAGE_USER_TOTALS.USER_ID, USAGE_USER_TOTALS.CREDITS);
    }
    Field<BigDecimal> credits = sum(USAGE_DAILY.CREDITS);
    Map<String, Long> top = new LinkedHashMap<>();
    sql.select(USAGE_DAILY.USER_ID, credits)
        .from(USAGE_DAILY)
        .where(USAGE_DAILY.DAY.between(days.from(), days.to()))
        .groupBy(USAGE_DAILY.USER_ID)
        .orderBy(credits.desc(), USAGE_DAILY.USER_ID)
        .limit(TOP_USERS)
        .forEach(row -> top.put(row.value1(), row.value2().longValueExact()));
    return top;
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
    return sql.selectFrom(USAGE_RECORDS)
        .where(USAGE_RECORDS.USER_ID.eq(user.value()))
        .orderBy(USAGE_RECORDS.OCCURRED_AT.desc())
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

  private static Sums sums(List<Line> lines) {
    long records = 0;
    long credits = 0;
    var reported = new Reported(0, 0);
    Map<String, Long> byService = new TreeMap<>();
    Map<String, Long> byDay = new TreeMap<>();
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
      byDay.merge(line.day().toString(), line.credits(), Math::addExact);
      if (WITH_MODELS.contains(line.service()) && !line.model().isEmpty()) {
        byModel.merge(line.model(), line.credits(), Math::addExact);
      }
    }
    return new Sums(records, credits, reported, byService, byDay, byModel);
  }
}
