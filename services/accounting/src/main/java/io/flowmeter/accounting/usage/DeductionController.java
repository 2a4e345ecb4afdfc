package io.flowmeter.accounting.usage;

import io.flowmeter.accounting.input.JsonBody;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.identity.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
class DeductionController {
  private final Deductions deductions;

  DeductionController(Deductions deductions) {
    this.deductions = deductions;
  }

  @PostMapping("/api/credits/deduct")
  DeductionReply deduct(
      Caller caller,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      @RequestBody JsonNode node) {
    JsonBody body = JsonBody.of(node, "Valid, positive credits amount required: ");
    long credits = body.wholeNumber("credits", 1, Long.MAX_VALUE);
    long remaining = deductions.deduct(caller.userId(), Credits.of(credits), key);
    return new DeductionReply(
        true, "Successfully deducted %d credits.".formatted(credits), remaining);
  }

  record DeductionReply(boolean success, String message, long remainingBalance) {}
}
