package io.flowmeter.accounting.allocation;

import io.flowmeter.accounting.input.JsonBody;
import io.flowmeter.accounting.ledger.Credits;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Credits for somebody, in either body form: {@code userId, amount, reason} or {@code userId,
 * credits, expiryDays?, notes?}.
 *
 * @param user id or login name
 * @param creditsField how the client calls the amount
 * @param lifetime null is for ever
 */
record AllocationRequest(
    String user, String creditsField, Credits credits, @Nullable Duration lifetime, String notes) {
  private static final int MAX_NOTES_CHARS = 1_000;
  private static final String PREAMBLE = "Valid userId and credits required: ";

  static AllocationRequest of(JsonNode node, AllocationSettings settings) {
    JsonBody body = JsonBody.of(node, PREAMBLE);
    if (body.has("amount") && body.has("credits")) {
      throw body.refusal("amount", "value_error", "and credits are the same; give one of them");
    }
    String creditsField = body.has("amount") ? "amount" : "credits";
    return new AllocationRequest(
        body.text("userId", 100),
        creditsField,
        Credits.of(body.wholeNumber(creditsField, 1, Long.MAX_VALUE)),
        lifetime(body, settings),
        body.optionalText("reason", MAX_NOTES_CHARS)
            .or(() -> body.optionalText("notes", MAX_NOTES_CHARS))
            .orElse(""));
  }

  @Nullable Instant expiryAfter(Instant now) {
    return lifetime == null ? null : now.plus(lifetime);
  }

  private static @Nullable Duration lifetime(JsonBody body, AllocationSettings settings) {
    if (!body.has("expiryDays")) return Duration.ofDays(settings.defaultExpiryDays());
    if (body.isNull("expiryDays")) return null;
    return Duration.ofDays(body.wholeNumber("expiryDays", 1, settings.maxExpiryDays()));
  }
}
