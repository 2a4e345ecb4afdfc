package io.flowmeter.accounting.statistics;

import static io.flowmeter.accounting.db.Tables.USAGE_RECORDS;
import static org.jooq.impl.DSL.noCondition;

import io.flowmeter.accounting.db.tables.records.UsageRecordsRecord;
import io.flowmeter.identity.UserId;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Usage records as CSV (RFC 4180), a page of the cursor in memory at a time. */
@Component
class UsageCsv {
  private static final int FETCH_ROWS = 1_000;
  private static final String HEADER =
      "occurredAt,userId,service,operation,credits,outcome,model,inputTokens,outputTokens,"
          + "tokensEstimated,rateCardVersion,completionId,sessionId\r\n";

  private final DSLContext sql;
  private final TransactionTemplate transaction;

  UsageCsv(DSLContext sql, TransactionTemplate transaction) {
    this.sql = sql;
    this.transaction = transaction;
  }

  void write(@Nullable UserId user, Days days, OutputStream to) throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8));
    writer.write(HEADER);
    // PostgreSQL streams only within a transaction.
    transaction.executeWithoutResult(_ -> writeRows(user, days, writer));
    writer.flush();
  }

  private void writeRows(@Nullable UserId user, Days days, Writer writer) {
    var from = days.from().atStartOfDay(ZoneOffset.UTC).toInstant();
    var until = days.to().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    try (var rows =
        sql.selectFrom(USAGE_RECORDS)
            .where(user == null ? noCondition() : USAGE_RECORDS.USER_ID.eq(user.value()))
            .and(USAGE_RECORDS.OCCURRED_AT.ge(from))
            .and(USAGE_RECORDS.OCCURRED_AT.lt(until))
            .orderBy(USAGE_RECORDS.OCCURRED_AT, USAGE_RECORDS.ID)
            .fetchSize(FETCH_ROWS)
            .fetchLazy()) {
      for (UsageRecordsRecord row : rows) writer.write(line(row));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(UsageRecordsRecord row) {
    return Stream.<@Nullable Object>of(
                row.getOccurredAt(),
                row.getUserId(),
                row.getService(),
                row.getOperation(),
                row.getCredits(),
                row.getOutcome(),
                row.getModel(),
                row.getInputTokens(),
                row.getOutputTokens(),
                row.getTokensEstimated(),
                row.getRateCardVersion(),
                row.getCompletionId(),
                row.getSessionId())
            .map(UsageCsv::cell)
            .collect(Collectors.joining(","))
        + "\r\n";
  }

  private static String cell(@Nullable Object value) {
    if (value == null) return "";
    String text = value.toString();
    // A spreadsheet would run what begins so as a formula.
    if (!text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0) text = "'" + text;
    boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
