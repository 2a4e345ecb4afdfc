package io.flowmeter.accounting.rate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.flowmeter.accounting.db.tables.records.RateCardsRecord;
import io.flowmeter.accounting.input.JsonBody;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.identity.Caller;
import io.flowmeter.web.ApiException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
class RateController {
  private static final String PREAMBLE = "Valid modelId and tokens required: ";

  private final RateCards cards;
  private final RateCardRows rows;
  private final Clock clock;

  RateController(RateCards cards, RateCardRows rows, Clock clock) {
    this.cards = cards;
    this.rows = rows;
    this.clock = clock;
  }

  /** All there ever were, with who set them: the newest first. */
  @GetMapping("/api/admin/rate-cards")
  CardsReply all(Caller caller) {
    requireAdmin(caller);
    return new CardsReply(rows.all().stream().map(CardReply::of).toList());
  }

  @PostMapping("/api/admin/rate-cards")
  @ResponseStatus(HttpStatus.CREATED)
  CardReply set(Caller caller, @RequestBody JsonNode body) {
    requireAdmin(caller);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    RateCardsRecord made = rows.insert(RateCardRequest.of(body, now), caller.userId(), now);
    cards.refresh();
    return CardReply.of(made);
  }

  /** What tokens of a model cost; with only {@code tokens}, half of them count as sent. */
  @PostMapping("/api/credits/calculate")
  CalculateReply calculate(Caller caller, @RequestBody JsonNode node) {
    JsonBody body = JsonBody.of(node, PREAMBLE);
    Price price = cards.forModel(body.text("modelId", 200), clock.instant()).price();
    try {
      return new CalculateReply(credits(body, price).amount());
    } catch (ArithmeticException e) {
      throw body.refusal("tokens", "value_error", "cost more than " + Long.MAX_VALUE + " credits");
    }
  }

  private static Credits credits(JsonBody body, Price price) {
    if (body.has("tokens")) return price.of(body.wholeNumber("tokens", 0, Long.MAX_VALUE));
    if (!body.has("inputTokens") && !body.has("outputTokens")) {
      throw body.refusal("tokens", "missing", "is required");
    }
    return price.of(
        body.wholeNumber("inputTokens", 0, Long.MAX_VALUE),
        body.wholeNumber("outputTokens", 0, Long.MAX_VALUE));
  }

  private static void requireAdmin(Caller caller) {
    if (!caller.isAdmin()) throw new ApiException(403, "Admin access required");
  }

  record CalculateReply(long credits) {}

  record CardsReply(List<CardReply> rateCards) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record CardReply(
      String version,
      @Nullable String chatflowId,
      @Nullable String modelId,
      String kind,
      @Nullable Long creditsPerCompletion,
      @Nullable BigDecimal inputPer1000,
      @Nullable BigDecimal outputPer1000,
      long minimumCredits,
      long holdCredits,
      Instant validFrom,
      @Nullable Instant validUntil,
      String reason,
      String createdBy,
      Instant createdAt) {

    static CardReply of(RateCardsRecord row) {
      boolean ofChatflow = row.getScope().equals("chatflow");
      return new CardReply(
          row.getVersion(),
          ofChatflow ? row.getSubject() : null,
          ofChatflow ? null : row.getSubject(),
          row.getKind(),
          row.getCreditsPerCompletion(),
          row.getInputPer_1000(),
          row.getOutputPer_1000(),
          row.getMinimumCredits(),
          row.getHoldCredits(),
          row.getValidFrom(),
          row.getValidUntil(),
          row.getReason(),
          row.getCreatedBy(),
          row.getCreatedAt());
    }
  }
}
