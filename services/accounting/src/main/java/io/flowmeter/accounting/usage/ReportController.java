package io.flowmeter.accounting.usage;

import static io.flowmeter.accounting.db.Tables.USAGE_REPORTS;

import io.flowmeter.accounting.account.Directory;
import io.flowmeter.accounting.caller.Party;
import io.flowmeter.accounting.input.JsonBody;
import io.flowmeter.accounting.statistics.Tallies;
import io.flowmeter.accounting.statistics.Tally;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.UserId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * A log of what clients say that they used; it moves no credits, and statistics say whose word it
 * is.
 */
@RestController
class ReportController {
  private static final String PREAMBLE = "Missing or invalid required fields: ";
  private static final int MAX_METADATA_CHARS = 10_000;

  private final DSLContext sql;
  private final TransactionTemplate transaction;
  private final Tallies tallies;
  private final Directory directory;
  private final Clock clock;

  ReportController(
      DSLContext sql,
      TransactionTemplate transaction,
      Tallies tallies,
      Directory directory,
      Clock clock) {
    this.sql = sql;
    this.transaction = transaction;
    this.tallies = tallies;
    this.directory = directory;
    this.clock = clock;
  }

  @PostMapping("/api/usage/record")
  @ResponseStatus(HttpStatus.CREATED)
  ReportReply record(Party party, @RequestBody JsonNode node) {
    JsonBody body = JsonBody.of(node, PREAMBLE);
    String service = body.text("service", 50);
    String operation = body.text("operation", 100);
    // Twelve digits, so that nobody's claims overflow everybody's sums.
    long credits = body.wholeNumber("credits", 0, 999_999_999_999L);
    JSONB metadata = metadata(node, body);
    UserId user = user(party, body);
    Instant now = clock.instant();
    Long id =
        Objects.requireNonNull(
            transaction.execute(
                _ -> {
                  tallies.add(List.of(new Tally(user, now, service, "", true, credits, 0, 0)));
                  return sql.insertInto(USAGE_REPORTS)
                      .set(USAGE_REPORTS.USER_ID, user.value())
                      .set(USAGE_REPORTS.SERVICE, service)
                      .set(USAGE_REPORTS.OPERATION, operation)
                      .set(USAGE_REPORTS.CREDITS, credits)
                      .set(USAGE_REPORTS.METADATA, metadata)
                      .set(USAGE_REPORTS.REPORTED_BY, party.name())
                      .set(USAGE_REPORTS.REPORTED_AT, now)
                      .returningResult(USAGE_REPORTS.ID)
                      .fetchSingle()
                      .value1();
                }));
    return new ReportReply(id, service, operation, credits, now);
  }

  private UserId user(Party party, JsonBody body) {
    return switch (party) {
      case Party.Person(Caller caller) -> caller.userId();
      case Party.Service _ -> directory.byIdOrName(body.text("userId", 100)).userId();
    };
  }

  private static JSONB metadata(JsonNode node, JsonBody body) {
    JsonNode metadata = node.path("metadata");
    if (metadata.isMissingNode() || metadata.isNull()) return JSONB.valueOf("{}");
    String text = metadata.toString();
    if (!metadata.isObject() || text.length() > MAX_METADATA_CHARS || text.contains("\\u0000")) {
      throw body.refusal(
          "metadata",
          "dict_type",
          "must be an object of at most " + MAX_METADATA_CHARS + " characters without U+0000");
    }
    return JSONB.valueOf(text);
  }

  record ReportReply(long id, String service, String operation, long credits, Instant timestamp) {}
}
