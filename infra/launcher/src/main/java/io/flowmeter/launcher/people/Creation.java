package io.flowmeter.launcher.people;

import io.flowmeter.launcher.client.Connection;
import io.flowmeter.launcher.client.Refusal;
import io.flowmeter.launcher.client.Report;
import io.flowmeter.launcher.client.Report.Outcome;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One new account, with a password of the administrator's or a random one by mail. */
final class Creation {
  private final Connection connection;
  private final Report report;

  Creation(Connection connection, Report report) {
    this.connection = connection;
    this.report = report;
  }

  int run(String username, String email, String role, @Nullable String password, boolean unverified)
      throws InterruptedException {
    report.attempt(
        username,
        () -> {
          if (report.isDryRun()) {
            requireFree(username);
            requireFree(email);
            return new Outcome("created", "%s, %s".formatted(email, Roles.wire(role)));
          }
          ObjectNode user =
              JsonMapper.shared()
                  .createObjectNode()
                  .put("username", username)
                  .put("email", email)
                  .put("role", Roles.wire(role));
          return password == null ? mailed(user) : created(user, password, unverified);
        });
    return report.end();
  }

  private Outcome created(ObjectNode user, String password, boolean unverified)
      throws InterruptedException {
    user.put("password", password).put("skipVerification", !unverified);
    JsonNode answer = connection.auth().send("POST", "/api/admin/users", user);
    return new Outcome("created", "id " + answer.path("userId").asString());
  }

  private Outcome mailed(ObjectNode user) throws InterruptedException {
    ObjectNode batch = JsonMapper.shared().createObjectNode();
    batch.putArray("users").add(user);
    JsonNode result =
        connection.auth().send("POST", "/api/admin/users/batch", batch).path("results").path(0);
    if (!result.path("success").asBoolean(false)) {
      throw new Refusal(400, result.path("message").asString("auth made no account"));
    }
    return new Outcome(
        "created",
        "id %s, the password is on its way by mail".formatted(result.path("userId").asString()));
  }

  private void requireFree(String name) throws InterruptedException {
    Person taken;
    try {
      taken = new People(connection).find(name);
    } catch (Refusal refusal) {
      if (refusal.isNotFound()) return;
      throw refusal;
    }
    throw new Refusal(
        409, "%s is %s <%s> already".formatted(name, taken.username(), taken.email()));
  }
}
