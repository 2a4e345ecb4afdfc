package io.flowmeter.accounting.usage;

import static io.flowmeter.accounting.db.Tables.USAGE_RECORDS;

import io.flowmeter.accounting.sql.Rows;
import io.flowmeter.accounting.statistics.Tallies;
import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

@Component
class UsageRows {
  private final DSLContext sql;
  private final Tallies tallies;

  UsageRows(DSLContext sql, Tallies tallies) {
    this.sql = sql;
    this.tallies = tallies;
  }

  /** With what statistics count of them. */
  void insert(List<Usage> usages, Instant now) {
    tallies.add(usages.stream().map(Usage::tally).toList());
    Rows.of(usages)
        .with(USAGE_RECORDS.EVENT_ID, usage -> usage.at().eventId())
        .with(USAGE_RECORDS.COMPLETION_ID, Usage::completionId)
        .with(USAGE_RECORDS.USER_ID, usage -> usage.userId().value())
        .with(USAGE_RECORDS.OCCURRED_AT, usage -> usage.at().occurredAt())
        .with(USAGE_RECORDS.SERVICE, Usage::service)
        .with(USAGE_RECORDS.OPERATION, Usage::chatflowId)
        .with(USAGE_RECORDS.CREDITS, usage -> usage.credits().amount())
        .with(USAGE_RECORDS.CHATFLOW_ID, Usage::chatflowId)
        .with(USAGE_RECORDS.SESSION_ID, Usage::sessionId)
        .with(USAGE_RECORDS.MODEL, Usage::model)
        .with(USAGE_RECORDS.OUTCOME, usage -> usage.outcome().name())
        .with(USAGE_RECORDS.INPUT_TOKENS, Usage::inputTokens)
        .with(USAGE_RECORDS.OUTPUT_TOKENS, Usage::outputTokens)
        .with(USAGE_RECORDS.TOKENS_ESTIMATED, Usage::tokensEstimated)
        .with(USAGE_RECORDS.RATE_CARD_VERSION, Usage::rateCardVersion)
        .with(USAGE_RECORDS.STARTED_AT, Usage::startedAt)
        .with(USAGE_RECORDS.DURATION_MILLIS, Usage::durationMillis)
        .with(USAGE_RECORDS.RECORDED_AT, _ -> now)
        .insertInto(sql, USAGE_RECORDS);
  }
}
