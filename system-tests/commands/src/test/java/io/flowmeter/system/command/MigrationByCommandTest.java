package io.flowmeter.system.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.gridfs.GridFSBuckets;
import io.flowmeter.system.platform.CommandEnd;
import io.flowmeter.system.platform.Demo;
import io.flowmeter.system.platform.OnPlatform;
import io.flowmeter.system.platform.Platform;
import io.flowmeter.system.platform.Predecessor;
import io.flowmeter.system.platform.Reply;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

/** A school moves from the predecessor, with what that had stored. */
@OnPlatform
class MigrationByCommandTest {
  private static final int FAILED = 1;
  private static final Date LAST_YEAR = Date.from(Instant.parse("2025-09-01T08:00:00Z"));

  /** Of the password {@code U*U}. */
  private static final String HASH = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  private final Platform platform = Platform.running();
  private final String school = UUID.randomUUID().toString().substring(0, 8);
  private final ObjectId anna = new ObjectId();
  private final ObjectId tess = new ObjectId();
  private final String session = UUID.randomUUID().toString();

  @Test
  void people_credits_usage_chats_and_assignments_move_once_and_balances_are_the_same() {
    try (Predecessor predecessor = platform.predecessor("old_" + school)) {
      fill(predecessor);

      String tried = migrate(predecessor);
      assertThat(tried).contains("Dry run", "no@name").doesNotContain(HASH);
      assertThat(login().status()).isEqualTo(401);

      String moved = migrate(predecessor, "--apply");
      assertThat(moved)
          .contains("username must not look like an e-mail address")
          .contains("1 allocations of which nothing was left", "1 allocations that have expired")
          .contains("1 usage of nobody who was moved")
          .contains("1 sessions that the predecessor had lost, found by their messages")
          .contains("chatflow 'Old essays' (flow-7) is not known here; ./flowmeter chatflows sync")
          .contains("1 assignments of nobody who was moved")
          .contains("2 balances compared, 0 differ");
      assertThat(numbers(moved, "users")).containsExactly(3, 2, 0, 0, 1);
      assertThat(numbers(moved, "usage")).containsExactly(3, 2, 0, 1, 0);
      assertThat(numbers(moved, "allocations")).containsExactly(4, 2, 0, 2, 0);
      assertThat(numbers(moved, "sessions")).containsExactly(2, 2, 0, 0, 0);
      assertThat(numbers(moved, "messages")).containsExactly(3, 3, 0, 0, 0);
      assertThat(numbers(moved, "files")).containsExactly(1, 1, 0, 0, 0);
      assertThat(numbers(moved, "assignments")).containsExactly(4, 2, 0, 1, 1);
      assertMoved();

      spendInThePredecessor(predecessor);
      String again = migrate(predecessor, "--apply");
      assertThat(again)
          .contains("was moved before, with 42 credits")
          .contains("balance of %s: 41 in the predecessor, 42 here".formatted(anna));
      assertThat(numbers(again, "users")).containsExactly(3, 0, 2, 0, 1);
      assertThat(numbers(again, "usage")).containsExactly(3, 0, 2, 1, 0);
      assertThat(numbers(again, "allocations")).containsExactly(4, 0, 1, 2, 1);
      assertThat(numbers(again, "sessions")).containsExactly(2, 0, 2, 0, 0);
      assertThat(numbers(again, "messages")).containsExactly(3, 0, 3, 0, 0);
      assertThat(numbers(again, "files")).containsExactly(1, 0, 1, 0, 0);
      assertThat(numbers(again, "assignments")).containsExactly(4, 0, 2, 1, 1);
    }
  }

  private void assertMoved() {
    Reply login = login();
    assertThat(login.status()).as(login.toString()).isEqualTo(200);
    assertThat(login.at("user").path("id").asString("")).isEqualTo(anna.toHexString());
    assertThat(login.at("user").path("role").asString("")).isEqualTo("enduser");
    String token = login.textAt("accessToken");
    assertThat(
            platform
                .accounting()
                .as(token)
                .get("/api/credits/balance")
                .at("totalCredits")
                .longValue())
        .isEqualTo(42);
    Reply used =
        platform
            .accounting()
            .as(token)
            .get("/api/usage/stats?startDate=2025-09-02&endDate=2025-09-02");
    assertThat(used.at("totalCredits").longValue()).isEqualTo(2);
    Reply history =
        platform.proxy().as(token).get("/api/v1/chat/sessions/%s/history".formatted(session));
    assertThat(history.at("count").intValue()).as(history.toString()).isEqualTo(2);
    assertThat(history.at("history").path(0).path("uploads").path(0).path("name").asString(""))
        .isEqualTo("notes.txt");
    Reply mine = platform.proxy().as(token).get("/api/v1/chatflows/my-chatflows");
    assertThat(mine.json().values())
        .filteredOn(flow -> !flow.path("assigned_at").isNull())
        .extracting(flow -> flow.path("id").asString(""))
        .containsExactly(Demo.CONVERSATION);
    CommandEnd books = platform.command("ledger", "verify");
    assertThat(books.said()).contains("the ledger is right");
  }

  private Reply login() {
    return platform
        .auth()
        .post(
            "/api/auth/login", "{\"username\":\"anna%s\",\"password\":\"U*U\"}".formatted(school));
  }

  private static void spendInThePredecessor(Predecessor predecessor) {
    predecessor.sql(
        "update credit_allocations set remaining_credits = 41 where remaining_credits = 42");
  }

  private void fill(Predecessor predecessor) {
    predecessor
        .auth()
        .getCollection("users")
        .insertMany(
            List.of(
                user(anna, "anna" + school, "student"),
                user(tess, "tess" + school, "supervisor"),
                user(new ObjectId(), "no@name", "enduser")));
    allocation(predecessor, anna, 100, 42, "now() + interval '9 days'");
    allocation(predecessor, anna, 10, 0, "now() + interval '5 days'");
    allocation(predecessor, anna, 10, 7, "now() - interval '5 days'");
    allocation(predecessor, tess, 5_000, 5_000, "now() + interval '30 days'");
    used(predecessor, anna, 1);
    used(predecessor, anna, 1);
    used(predecessor, new ObjectId(), 1);

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
    assign(predecessor);
  }

  private void assign(Predecessor predecessor) {
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

  private static Document user(ObjectId id, String name, String role) {
    return new Document("_id", id)
        .append("username", name)
        .append("email", name.replace("@", "") + "@old.example")
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

  private static void allocation(
      Predecessor predecessor, ObjectId user, int total, int remaining, String expiry) {
    predecessor.sql(
        """
        insert into credit_allocations
          (user_id, total_credits, remaining_credits, allocated_by, allocated_at, expires_at, notes)
          values ('%s', %d, %d, 'admin', now() - interval '20 days', %s, 'a term')
        """
            .formatted(user, total, remaining, expiry));
  }

  private static void used(Predecessor predecessor, ObjectId user, int credits) {
    predecessor.sql(
        """
        insert into usage_records (user_id, "timestamp", service, operation, credits, metadata)
          values ('%s', '2025-09-02 10:00:00+00', 'chat', 'flow-7', %d, '{"success": true}')
        """
            .formatted(user, credits));
  }

  /** Of a row of the table: read, moved, there already, left, refused. */
  private static List<Integer> numbers(String said, String kind) {
    String row =
        said.lines().filter(line -> line.matches(kind + "( +\\d+){5}")).findFirst().orElseThrow();
    List<Integer> numbers = new ArrayList<>();
    for (String number : row.substring(kind.length()).strip().split(" +", -1)) {
      numbers.add(Integer.valueOf(number));
    }
    return numbers;
  }

  /** Ends as failed each time, since one is refused. */
  private String migrate(Predecessor predecessor, String... more) {
    List<String> words = new ArrayList<>(List.of("migrate"));
    words.addAll(predecessor.options());
    words.addAll(List.of(more));
    CommandEnd end = platform.command(words.toArray(String[]::new));
    assertThat(end.exitCode()).as(end.said()).isEqualTo(FAILED);
    return end.said();
  }
}
