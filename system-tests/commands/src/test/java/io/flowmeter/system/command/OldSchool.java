package io.flowmeter.system.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.mongodb.client.gridfs.GridFSBuckets;
import io.flowmeter.system.platform.Demo;
import io.flowmeter.system.platform.Platform;
import io.flowmeter.system.platform.Predecessor;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * What a school has in the predecessor, of each kind something that comes and something that stays.
 */
final class OldSchool implements AutoCloseable {
  private static final Date LAST_YEAR = Date.from(Instant.parse("2025-09-01T08:00:00Z"));

  /** Of the password {@code U*U}. */
  static final String HASH = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  final String name = UUID.randomUUID().toString().substring(0, 8);
  final ObjectId anna = new ObjectId();
  final ObjectId tess = new ObjectId();
  final String session = UUID.randomUUID().toString();
  private final Predecessor predecessor;

  OldSchool(Platform platform) {
    predecessor = platform.predecessor("old_" + name);
    fill();
  }

  /** Of the command. */
  List<String> options() {
    return predecessor.options();
  }

  /** More than the command hands over at once. */
  void useOften() {
    predecessor.sql(
        """
        insert into usage_records (user_id, "timestamp", service, operation, credits, metadata)
          select '%s', '2025-09-03 10:00:00+00', 'chat', 'flow-7', 1, '{}'
            from generate_series(1, 600)
        """
            .formatted(anna));
  }

  @Override
  public void close() {
    predecessor.close();
  }

  void spend() {
    predecessor.sql(
        "update credit_allocations set remaining_credits = 41 where remaining_credits = 42");
  }

  private void fill() {
    predecessor
        .auth()
        .getCollection("users")
        .insertMany(
            List.of(
                user(anna, "anna" + name, "student"),
                user(tess, "tess" + name, "supervisor"),
                user(new ObjectId(), "no@name", "enduser")));
    allocation(anna, 100, 42, "now() + interval '9 days'");
    allocation(anna, 10, 0, "now() + interval '5 days'");
    allocation(anna, 10, 7, "now() - interval '5 days'");
    allocation(tess, 5_000, 5_000, "now() + interval '30 days'");
    used(anna, 1);
    used(anna, 1);
    used(new ObjectId(), 1);

    ObjectId notes =
        GridFSBuckets.create(predecessor.proxy())
            .uploadFromStream("notes.txt", new ByteArrayInputStream("my notes".getBytes(UTF_8)));
    predecessor
        .proxy()
        .getCollection("chat_sessions")
        .insertOne(
            new Document("session_id", session)
                .append("user_id", anna.toHexString())
                .append("chatflow_id", "flow-7")
                .append("topic", "What is the answer?")
                .append("created_at", LAST_YEAR));
    var messages = predecessor.proxy().getCollection("chat_messages");
    messages.insertOne(
        message(session, anna, "user", "What is the answer?")
            .append("file_ids", List.of(notes.toHexString())));
    messages.insertOne(
        message(session, anna, "assistant", "[{\"event\": \"token\", \"data\": \"42\"}]")
            .append(
                "metadata",
                List.of(
                    new Document("event", "metadata")
                        .append("data", new Document("at", LAST_YEAR)))));
    messages.insertOne(message(UUID.randomUUID().toString(), tess, "user", "Is anybody there?"));
    predecessor
        .proxy()
        .getCollection("file_uploads")
        .insertOne(
            new Document("file_id", notes.toHexString())
                .append("original_name", "notes.txt")
                .append("mime_type", "text/plain")
                .append("session_id", session)
                .append("user_id", anna.toHexString())
                .append("chatflow_id", "flow-7")
                .append("uploaded_at", LAST_YEAR));
    assign();
  }

  private void assign() {
    ObjectId here = new ObjectId();
    ObjectId unknown = new ObjectId();
    predecessor
        .proxy()
        .getCollection("Chatflow")
        .insertMany(
            List.of(
                new Document("_id", here)
                    .append("flowise_id", Demo.CONVERSATION)
                    .append("name", "Demo conversation"),
                new Document("_id", unknown)
                    .append("flowise_id", "flow-7")
                    .append("name", "Old essays")));
    predecessor
        .proxy()
        .getCollection("UserChatflow")
        .insertMany(
            List.of(
                assignment(anna, here),
                assignment(tess, here),
                assignment(new ObjectId(), here),
                assignment(anna, unknown)));
  }

  private static Document assignment(ObjectId user, ObjectId chatflow) {
    return new Document("external_user_id", user.toHexString())
        .append("chatflow_id", chatflow.toHexString())
        .append("is_active", true)
        .append("assigned_at", LAST_YEAR)
        .append("assigned_by", "admin");
  }

  private static Document user(ObjectId id, String username, String role) {
    return new Document("_id", id)
        .append("username", username)
        .append("email", username.replace("@", "") + "@old.example")
        .append("password", HASH)
        .append("isVerified", true)
        .append("role", role)
        .append("createdAt", LAST_YEAR)
        .append("updatedAt", LAST_YEAR)
        .append("__v", 0);
  }

  private static Document message(String session, ObjectId user, String role, String content) {
    return new Document("session_id", session)
        .append("user_id", user.toHexString())
        .append("chatflow_id", "flow-7")
        .append("role", role)
        .append("content", content)
        .append("created_at", LAST_YEAR);
  }

  private void allocation(ObjectId user, int total, int remaining, String expiry) {
    predecessor.sql(
        """
        insert into credit_allocations
          (user_id, total_credits, remaining_credits, allocated_by, allocated_at, expires_at, notes)
          values ('%s', %d, %d, 'admin', now() - interval '20 days', %s, 'a term')
        """
            .formatted(user, total, remaining, expiry));
  }

  private void used(ObjectId user, int credits) {
    predecessor.sql(
        """
        insert into usage_records (user_id, "timestamp", service, operation, credits, metadata)
          values ('%s', '2025-09-02 10:00:00+00', 'chat', 'flow-7', %d, '{"success": true}')
        """
            .formatted(user, credits));
  }
}
