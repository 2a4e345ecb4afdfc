package io.flowmeter.launcher.migrate;

import com.mongodb.client.MongoDatabase;
import io.flowmeter.launcher.client.Connection;
import io.flowmeter.launcher.migrate.Findings.Kind;
import java.time.Instant;
import java.util.Date;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.types.ObjectId;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The collection {@code users} of the predecessor's auth. */
final class OldUsers {
  private final Findings findings;
  private final Shipment shipment;
  private final Connection connection;

  /**
   * @param arrived gets the id of everybody who is there now, or would be
   */
  OldUsers(Connection connection, boolean apply, Findings findings, Consumer<String> arrived) {
    this.connection = connection;
    this.findings = findings;
    this.shipment =
        new Shipment(
            connection.auth(), "/api/admin/migration/", Kind.USERS, apply, findings, arrived);
  }

  void move(MongoDatabase database) throws InterruptedException {
    var users = database.getCollection("users");
    long all = users.estimatedDocumentCount();
    long read = 0;
    for (Document user : users.find()) {
      connection.terminal().bar("users", ++read, all);
      findings.read(Kind.USERS);
      String id = String.valueOf(user.get("_id"));
      shipment.add(id, "%s %s".formatted(id, text(user, "username")), row(user));
    }
    shipment.end();
  }

  private static ObjectNode row(Document user) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("id", String.valueOf(user.get("_id")))
        .put("username", text(user, "username"))
        .put("email", text(user, "email"))
        .put("passwordHash", text(user, "password"))
        .put("role", text(user, "role"))
        .put("verified", Boolean.TRUE.equals(user.get("isVerified")))
        .put("createdAt", createdAt(user));
  }

  /** An account that a script wrote has no time but that of its id. */
  private static String createdAt(Document user) {
    if (user.get("createdAt") instanceof Date at) return at.toInstant().toString();
    return user.get("_id") instanceof ObjectId id
        ? Instant.ofEpochSecond(Integer.toUnsignedLong(id.getTimestamp())).toString()
        : "";
  }

  private static String text(Document document, String field) {
    return document.get(field) instanceof String text ? text : "";
  }
}
