package io.flowmeter.proxy.credit;

import io.flowmeter.identity.Caller;
import io.flowmeter.proxy.completion.CompletionId;
import io.flowmeter.proxy.completion.Credits;
import io.flowmeter.proxy.completion.Price;
import io.flowmeter.proxy.completion.Rate;
import io.flowmeter.proxy.upstream.ChatflowId;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The agreed bodies of the credit check. */
final class HoldJson {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private HoldJson() {}

  static String request(CompletionId completion, ChatflowId chatflow, Caller caller) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("completionId", completion.toString()).put("chatflowId", chatflow.value());
    body.putObject("user")
        .put("userId", caller.userId().value())
        .put("username", caller.username())
        .put("email", caller.email())
        .put("role", caller.role().wire());
    return body.toString();
  }

  /** Empty where the answer is not as agreed. */
  static Optional<Hold> hold(String body) {
    try {
      JsonNode hold = JSON.readTree(body);
      Credits held = credits(hold.path("credits"));
      String version = hold.path("rateCard").path("version").asString("");
      if (held == null || version.isEmpty()) return Optional.empty();
      return rate(hold.path("rateCard"), held)
          .map(rate -> new Hold(new Price(held, rate, version), hold.path("available").asLong(0)));
    } catch (JacksonException notJson) {
      return Optional.empty();
    }
  }

  private static Optional<Rate> rate(JsonNode card, Credits held) {
    return switch (card.path("kind").asString("flat")) {
      case "flat" -> Optional.of(new Rate.Flat(held));
      case "tokens" -> {
        BigDecimal input = decimal(card.path("inputPer1000"));
        BigDecimal output = decimal(card.path("outputPer1000"));
        Credits minimum =
            card.has("minimumCredits") ? credits(card.path("minimumCredits")) : Credits.NONE;
        yield input == null || output == null || minimum == null
            ? Optional.empty()
            : Optional.of(new Rate.Tokens(input, output, minimum));
      }
      default -> Optional.empty();
    };
  }

  private static @Nullable Credits credits(JsonNode node) {
    boolean valid = node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0;
    return valid ? new Credits(node.longValue()) : null;
  }

  /** A number, or text, which keeps each digit in every language. */
  private static @Nullable BigDecimal decimal(JsonNode node) {
    try {
      BigDecimal value = new BigDecimal(node.asString(""));
      return value.signum() < 0 ? null : value;
    } catch (NumberFormatException noNumber) {
      return null;
    }
  }
}
