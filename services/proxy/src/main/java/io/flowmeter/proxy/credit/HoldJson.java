package io.flowmeter.proxy.credit;

import io.flowmeter.identity.Caller;
import io.flowmeter.proxy.completion.CompletionId;
import io.flowmeter.proxy.completion.Credits;
import io.flowmeter.proxy.completion.Price;
import io.flowmeter.proxy.upstream.ChatflowId;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The agreed bodies of the credit check. */
final class HoldJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

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
      JsonNode credits = hold.path("credits");
      JsonNode version = hold.path("rateCard").path("version");
      if (!credits.canConvertToLong() || credits.longValue() < 0 || version.isMissingNode()) {
        return Optional.empty();
      }
      Price price = new Price(new Credits(credits.longValue()), version.asString());
      return Optional.of(new Hold(price, hold.path("available").asLong(0)));
    } catch (JacksonException notJson) {
      return Optional.empty();
    }
  }
}
