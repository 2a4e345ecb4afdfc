package io.flowmeter.accounting.rate;

import static io.flowmeter.accounting.db.Tables.RATE_CARDS;

import io.flowmeter.accounting.db.tables.records.RateCardsRecord;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

@Component
class RateCardRows {
  private final DSLContext sql;

  RateCardRows(DSLContext sql) {
    this.sql = sql;
  }

  /** The newest first. */
  List<RateCardsRecord> all() {
    return sql.selectFrom(RATE_CARDS).orderBy(RATE_CARDS.ID.desc()).fetch();
  }

  RateCardsRecord insert(RateCardRequest request, UserId by, Instant now) {
    var row = sql.newRecord(RATE_CARDS);
    row.setScope(request.scope().name().toLowerCase(Locale.ROOT));
    row.setSubject(request.subject());
    switch (request.price()) {
      case Price.Flat(Credits perCompletion) -> {
        row.setKind("flat");
        row.setCreditsPerCompletion(perCompletion.amount());
        row.setMinimumCredits(0L);
      }
      case Price.Tokens tokens -> {
        row.setKind("tokens");
        row.setInputPer_1000(tokens.inputPer1000());
        row.setOutputPer_1000(tokens.outputPer1000());
        row.setMinimumCredits(tokens.minimum().amount());
      }
    }
    row.setHoldCredits(request.price().hold().amount());
    row.setValidFrom(request.validFrom() == null ? now : request.validFrom());
    row.setValidUntil(request.validUntil());
    row.setReason(request.reason());
    row.setCreatedBy(by.value());
    row.setCreatedAt(now);
    return sql.insertInto(RATE_CARDS).set(row).returning().fetchSingle();
  }

  static RateCard card(RateCardsRecord row) {
    return new RateCard(
        row.getId(),
        row.getVersion(),
        RateCard.Scope.valueOf(row.getScope().toUpperCase(Locale.ROOT)),
        row.getSubject(),
        price(row),
        row.getValidFrom(),
        row.getValidUntil());
  }

  private static Price price(RateCardsRecord row) {
    if (row.getKind().equals("flat")) {
      return new Price.Flat(Credits.of(row.getCreditsPerCompletion()));
    }
    return new Price.Tokens(
        row.getInputPer_1000(),
        row.getOutputPer_1000(),
        Credits.of(row.getMinimumCredits()),
        Credits.of(row.getHoldCredits()));
  }
}
