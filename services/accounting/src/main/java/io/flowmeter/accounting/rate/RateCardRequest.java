package io.flowmeter.accounting.rate;

import io.flowmeter.accounting.input.JsonBody;
import io.flowmeter.accounting.ledger.Credits;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A price that an administrator sets.
 *
 * @param validFrom null is at once; never in the past, whose prices are facts
 */
record RateCardRequest(
    RateCard.Scope scope,
    String subject,
    Price price,
    @Nullable Instant validFrom,
    @Nullable Instant validUntil,
    String reason) {
  private static final BigDecimal MAX_PER_1000 = BigDecimal.valueOf(1_000_000);
  private static final long MAX_CREDITS = 1_000_000_000_000L;
  private static final long TYPICAL_TOKENS = 4_000;

  static RateCardRequest of(JsonNode node, Instant now) {
    JsonBody body = JsonBody.of(node, "");
    if (body.has("chatflowId") == body.has("modelId")) {
      throw body.refusal("chatflowId", "value_error", "or modelId must be given, not both");
    }
    boolean ofChatflow = body.has("chatflowId");
    Instant from = body.optionalInstant("validFrom").orElse(null);
    if (from != null && from.isBefore(now)) {
      throw body.refusal("validFrom", "value_error", "must not be in the past");
    }
    Instant until = body.optionalInstant("validUntil").orElse(null);
    if (until != null && !until.isAfter(from == null ? now : from)) {
      throw body.refusal("validUntil", "value_error", "must be after validFrom");
    }
    return new RateCardRequest(
        ofChatflow ? RateCard.Scope.CHATFLOW : RateCard.Scope.MODEL,
        body.text(ofChatflow ? "chatflowId" : "modelId", 200),
        price(body),
        from,
        until,
        body.optionalText("reason", 1_000).orElse(""));
  }

  private static Price price(JsonBody body) {
    return switch (body.text("kind", 10)) {
      case "flat" ->
          new Price.Flat(Credits.of(body.wholeNumber("creditsPerCompletion", 0, MAX_CREDITS)));
      case "tokens" -> tokens(body);
      default -> throw body.refusal("kind", "enum", "must be flat or tokens");
    };
  }

  private static Price tokens(JsonBody body) {
    BigDecimal input = body.decimal("inputPer1000", MAX_PER_1000);
    BigDecimal output = body.decimal("outputPer1000", MAX_PER_1000);
    Credits minimum =
        Credits.of(
            body.has("minimumCredits") ? body.wholeNumber("minimumCredits", 0, MAX_CREDITS) : 0);
    var price = new Price.Tokens(input, output, minimum, minimum);
    long typical = price.of(TYPICAL_TOKENS, TYPICAL_TOKENS).amount();
    long hold =
        body.has("holdCredits")
            ? body.wholeNumber("holdCredits", minimum.amount(), MAX_CREDITS)
            : typical;
    return new Price.Tokens(input, output, minimum, Credits.of(hold));
  }
}
