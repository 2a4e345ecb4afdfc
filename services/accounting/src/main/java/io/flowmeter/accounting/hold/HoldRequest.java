package io.flowmeter.accounting.hold;

import io.flowmeter.accounting.input.JsonBody;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.util.Locale;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** A service asks whether a person may have a completion. */
record HoldRequest(
    UUID completionId, String chatflowId, UserId userId, String username, String email, Role role) {

  static HoldRequest of(JsonNode node) {
    JsonBody body = JsonBody.of(node, "");
    JsonBody user = body.object("user");
    return new HoldRequest(
        body.uuid("completionId"),
        body.text("chatflowId", 100),
        userId(user),
        user.text("username", 100),
        user.text("email", 255).toLowerCase(Locale.ROOT),
        Role.parse(user.text("role", 20))
            .orElseThrow(
                () -> user.refusal("role", "enum", "must be admin, supervisor or enduser")));
  }

  private static UserId userId(JsonBody user) {
    String text = user.text("userId", 50);
    if (UserId.isValid(text)) return new UserId(text);
    throw user.refusal("userId", "value_error", "must have only letters, digits, _ and -");
  }
}
