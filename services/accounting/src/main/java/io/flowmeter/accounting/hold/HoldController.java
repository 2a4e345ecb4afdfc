package io.flowmeter.accounting.hold;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.flowmeter.accounting.caller.ServiceCaller;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.rate.Price;
import io.flowmeter.accounting.rate.RateCard;
import io.flowmeter.web.ApiException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
class HoldController {
  private final Holds holds;

  HoldController(Holds holds) {
    this.holds = holds;
  }

  @PostMapping("/api/credits/holds")
  ResponseEntity<HoldReply> place(ServiceCaller caller, @RequestBody JsonNode body) {
    HoldRequest request = HoldRequest.of(body);
    return switch (holds.place(request)) {
      case HoldOutcome.Placed(var hold) ->
          ResponseEntity.status(201).body(HoldReply.of(request, hold));
      case HoldOutcome.Repeated(var hold) -> ResponseEntity.ok(HoldReply.of(request, hold));
      case HoldOutcome.Insufficient(long available, var required) ->
          throw new ApiException(402, "Insufficient credits")
              .with("available", available)
              .with("required", required.amount());
      case HoldOutcome.Conflict _ ->
          throw new ApiException(422, "completionId has a hold with other content");
      case HoldOutcome.Inactive _ ->
          throw new ApiException(403, "The user account is deleted or deactivated");
    };
  }

  record HoldReply(
      String holdId,
      UUID completionId,
      long credits,
      long available,
      Instant expiresAt,
      RateCardReply rateCard) {

    static HoldReply of(HoldRequest request, HoldOutcome.Granted hold) {
      long credits = hold.credits().amount();
      return new HoldReply(
          hold.holdId(),
          request.completionId(),
          credits,
          hold.available(),
          hold.expiresAt(),
          RateCardReply.of(hold.rateCard()));
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record RateCardReply(
      String version,
      String kind,
      @Nullable Long creditsPerCompletion,
      @Nullable BigDecimal inputPer1000,
      @Nullable BigDecimal outputPer1000,
      @Nullable Long minimumCredits) {

    static RateCardReply of(RateCard card) {
      return switch (card.price()) {
        case Price.Flat(Credits perCompletion) ->
            new RateCardReply(card.version(), "flat", perCompletion.amount(), null, null, null);
        case Price.Tokens(var input, var output, Credits minimum, var _) ->
            new RateCardReply(card.version(), "tokens", null, input, output, minimum.amount());
      };
    }
  }
}
