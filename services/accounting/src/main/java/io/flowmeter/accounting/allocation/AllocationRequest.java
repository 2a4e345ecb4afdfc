package io.flowmeter.accounting.allocation;

import io.flowmeter.accounting.input.JsonBody;
import io.flowmeter.accounting.ledger.Credits;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Credits for somebody, in either body form: {@code userId, amount, reason} or {@code userId,
 * credits, expiryDays?, notes?}.
 *
 * @param user id or login name, or the e-mail address where that is asked for
 * @param creditsField how the client calls the amount
 * @param lifetime null is for ever
 */
record AllocationRequest(
    String user, String creditsField, Credits credits, @Nullable Duration lifetime, String notes) {
  private static final int MAX_NOTES_CHARS = 1_000;
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");

  static AllocationRequest of(JsonNode node, AllocationSettings settings) {
    JsonBody body = JsonBody.of(node, "Valid userId and credits required: ");
    return of(body, body.text("userId", 100), settings);
  }

  static AllocationRequest byEmail(JsonNode node, AllocationSettings settings) {
    JsonBody body = JsonBody.of(node, "Valid email and positive credits required: ");
    String email = body.text("email", 255);
    if (!EMAIL.matcher(email).matches()) {
      throw JsonBody.of(node, "Invalid email format. ")
          .refusal("email", "value_error", "must be an address with one @");
    }
    return of(body, email, settings);
  }

  private static AllocationRequest of(JsonBody body, String user, AllocationSettings settings) {
    if (body.has("amount") && body.has("credits")) {
      throw body.refusal("amount", "value_error", "and credits are the same; give one of them");
    }
    String creditsField = body.has("amount") ? "amount" : "credits";
    return new AllocationRequest(
        user,
        creditsField,
        Credits.of(body.wholeNumber(creditsField, 1, Long.MAX_VALUE)),
        lifetime(body, settings),
        notes(body));
  }

  @Nullable Instant expiryAfter(Instant now) {
    return lifetime == null ? null : now.plus(lifetime);
  }

  static @Nullable Duration lifetime(JsonBody body, AllocationSettings settings) {
    if (!body.has("expiryDays")) return Duration.ofDays(settings.defaultExpiryDays());
    if (body.isNull("expiryDays")) return null;
    return Duration.ofDays(body.wholeNumber("expiryDays", 1, settings.maxExpiryDays()));
  }

  static String notes(JsonBody body) {
    return body.optionalText("reason", MAX_NOTES_CHARS)
        .or(() -> body.optionalText("notes", MAX_NOTES_CHARS))
        .orElse("");
  }
}
