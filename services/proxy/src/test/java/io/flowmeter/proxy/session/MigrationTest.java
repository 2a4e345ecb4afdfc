package io.flowmeter.proxy.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.flowmeter.demo.prediction.Flow;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.events.UserRegistered;
import io.flowmeter.proxy.Client;
import io.flowmeter.proxy.TestProxy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The predecessor's chats come once, to whom they belong. */
class MigrationTest {
  private static final String PATH = "/api/v1/admin/migration/";
  private static final Duration NEWS = Duration.ofSeconds(20);
  private static final String ANSWER =
      "[{\\\"event\\\":\\\"token\\\",\\\"data\\\":\\\"Forty-two.\\\"}]";

  private final Client admin = Client.of(TestProxy.admin());
  private final TestProxy.Person anna = TestProxy.person();
  private final String session = UUID.randomUUID().toString();
  private final String question = new ObjectId().toHexString();
  private final String answer = new ObjectId().toHexString();

  @BeforeEach
  void annaIsHere() {
    TestProxy.reset();
    register(anna);
  }

  private static void register(TestProxy.Person person) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    TestProxy.publish(
        UserRegistered.newBuilder()
            .setEventId(new EventIds().next())
            .setOccurredAt(now)
            .setUserId(person.userId())
            .setUsername(person.caller().username())
            .setEmail(person.caller().email())
            .setEmailVerified(true)
            .setRole("enduser")
            .setTokensValidFrom(now.minusSeconds(60))
            .build());
  }

  @Test
  void a_chat_is_in_its_persons_history_as_it_was_and_comes_once() {
    moveChat();
    String file = new ObjectId().toHexString();
    assertThat(moved("files", file(file, question, "data of a file"))).containsExactly("created");

    assertThat(moved("sessions", session(anna.userId()))).containsExactly("known");
    assertThat(moved("messages", question(), answer())).containsExactly("known", "known");
    assertThat(moved("files", file(file, question, "data of a file"))).containsExactly("known");

    var client = Client.of(anna);
    JsonNode listed = client.get("/api/v1/chat/sessions").json().path("sessions").path(0);
    assertThat(listed.path("session_id").asString()).isEqualTo(session);
    assertThat(listed.path("topic").asString()).isEqualTo("What is the answer?");
    assertThat(listed.path("created_at").asString()).startsWith("2024-03-01T10:00:00");
    var history = client.get("/api/v1/chat/sessions/%s/history".formatted(session)).json();
    assertThat(history.path("history").values())
        .extracting(message -> message.path("id").asString())
        .containsExactly(question, answer);
    assertThat(history.path("history").path(1).path("content").asString()).contains("Forty-two.");
    JsonNode upload = history.path("history").path(0).path("uploads").path(0);
    assertThat(upload.path("name").asString()).isEqualTo("notes.txt");
    assertThat(upload.path("file_id").asString()).isEqualTo(file);
    assertThat(history.path("count").intValue()).isEqualTo(2);
  }

  @Test
  void a_chat_goes_on_where_it_was_left() {
    moveChat();

    var stream =
        Client.of(anna).stream(
            "{\"chatflow_id\":\"%s\",\"question\":\"And why?\",\"sessionId\":\"%s\"}"
                .formatted(Flow.CONVERSATION.id(), session));

    assertThat(stream.names()).contains("end").doesNotContain("error");
    var history = Client.of(anna).get("/api/v1/chat/sessions/%s/history".formatted(session));
    assertThat(history.json().path("count").intValue()).isEqualTo(4);
    assertThat(
            Client.of(anna)
                .delete("/api/v1/chat/sessions/" + session, "")
                .json()
                .path("messages_deleted")
                .intValue())
        .isEqualTo(4);
  }

  @Test
  void nothing_comes_into_somebody_elses_session() {
    moveChat();
    var eve = TestProxy.person();
    String message = message(new ObjectId().toHexString(), eve.userId(), "user", "x");
    assertThat(moved("messages", message)).containsExactly("nobody");
    register(eve);
    await().atMost(NEWS).until(() -> !moved("messages", message).contains("nobody"));

    assertThat(results("messages", message))
        .satisfiesExactly(
            row ->
                assertThat(row.path("message").asString())
                    .isEqualTo("session_id is another person's session"));
    assertThat(results("sessions", session(eve.userId())))
        .satisfiesExactly(
            row ->
                assertThat(row.path("message").asString())
                    .isEqualTo("session_id is another person's session"));
  }

  @Test
  void what_belongs_nowhere_is_refused() {
    String other = UUID.randomUUID().toString();
    moveChat();

    assertThat(results("messages", question(new ObjectId().toHexString()).replace(session, other)))
        .satisfiesExactly(
            row ->
                assertThat(row.path("message").asString())
                    .isEqualTo("session_id is no session here"));
    assertThat(
            results("files", file(new ObjectId().toHexString(), new ObjectId().toHexString(), "x")))
        .satisfiesExactly(
            row ->
                assertThat(row.path("message").asString())
                    .isEqualTo("message_id is no message of this person here"));
    assertThat(results("files", file(new ObjectId().toHexString(), question, "")))
        .satisfiesExactly(
            row ->
                assertThat(row.path("message").asString())
                    .isEqualTo("data is empty or of a type that is not accepted"));
    assertThat(results("sessions", session(anna.userId()).replace(session, "chat-1")))
        .satisfiesExactly(
            row ->
                assertThat(row.path("message").asString()).isEqualTo("session_id must be a UUID"));
  }

  @Test
  void an_assignment_comes_once_with_its_time_and_what_was_taken_away_here_stays_away() {
    flowsAreKnown();
    String twice = assignment(anna.userId(), Flow.CONVERSATION.id());
    await().atMost(NEWS).until(() -> !moved("assignments", twice).contains("nobody"));

    assertThat(moved("assignments", twice, assignment(anna.userId(), Flow.AGENTFLOW.id()), twice))
        .containsExactly("known", "created", "known");

    assertThat(Client.of(anna).get("/api/v1/chatflows/my-chatflows").json().values())
        .filteredOn(flow -> !flow.path("assigned_at").isNull())
        .extracting(flow -> flow.path("id").asString(), flow -> flow.path("assigned_at").asString())
        .containsExactlyInAnyOrder(
            tuple(Flow.CONVERSATION.id(), "2024-03-01T10:00:00.000000"),
            tuple(Flow.AGENTFLOW.id(), "2024-03-01T10:00:00.000000"));
    String users = "/api/v1/admin/chatflows/%s/users".formatted(Flow.AGENTFLOW.id());
    assertThat(admin.delete(users + "?email=" + anna.caller().email(), "").status()).isEqualTo(200);
    assertThat(moved("assignments", assignment(anna.userId(), Flow.AGENTFLOW.id())))
        .containsExactly("known");
    assertThat(admin.get(users).json().toString()).doesNotContain(anna.userId());
  }

  @Test
  void an_assignment_to_nobody_or_to_no_chatflow_here_is_not_made() {
    flowsAreKnown();
    String good = assignment(anna.userId(), Flow.PROTECTED.id());
    String nobody = assignment(TestProxy.person().userId(), Flow.PROTECTED.id());

    assertThat(moved("assignments", nobody)).containsExactly("nobody");
    assertThat(
            results(
                "assignments",
                assignment(anna.userId(), "flow-7"),
                assignment(anna.userId(), "../flow"),
                assignment("a b", Flow.PROTECTED.id()),
                good.replace("2024-03", "in March"),
                good.replace("\"root\"", "\"" + "r".repeat(101) + "\"")))
        .extracting(row -> row.path("status").asString(), row -> row.path("message").asString())
        .containsExactly(
            tuple("refused", "chatflow_id is no chatflow that Flowise offers here"),
            tuple("refused", "chatflow_id must be a chatflow's id in Flowise"),
            tuple("refused", "user_id must have only letters, digits, _ and -"),
            tuple("refused", "assigned_at must be a moment as 2026-01-31T12:00:00Z"),
            tuple("refused", "assigned_by must have at most 100 characters"));
    var tried = admin.post(PATH + "assignments", body("assignments", false, good, nobody));
    assertThat(tried.json().path("results").values())
        .extracting(row -> row.path("status").asString())
        .containsExactly("created", "created");
    assertThat(
            admin
                .get("/api/v1/admin/chatflows/%s/users".formatted(Flow.PROTECTED.id()))
                .json()
                .toString())
        .doesNotContain(anna.userId());
  }

  @Test
  void nothing_is_done_that_was_not_said_to_be_applied() {
    var tried = admin.post(PATH + "sessions", body("sessions", false, session(anna.userId())));

    assertThat(tried.json().path("results").path(0).path("status").asString()).isEqualTo("created");
    assertThat(Client.of(anna).get("/api/v1/chat/sessions").json().path("count").intValue())
        .isZero();
  }

  @Test
  void only_administrators_may_and_what_is_no_list_of_rows_is_refused() {
    for (String kind : List.of("sessions", "messages", "files", "assignments")) {
      assertThat(Client.of(anna).post(PATH + kind, body(kind, true)).status()).isEqualTo(403);
      assertThat(admin.post(PATH + kind, body(kind, true)).status()).isEqualTo(422);
      assertThat(admin.post(PATH + kind, body(kind, true, "null")).status()).isEqualTo(422);
    }
  }

  private void moveChat() {
    await().atMost(NEWS).until(() -> !moved("sessions", session(anna.userId())).contains("nobody"));
    assertThat(moved("messages", question(), answer())).containsExactly("created", "created");
  }

  private List<String> moved(String kind, String... rows) {
    return results(kind, rows).stream().map(row -> row.path("status").asString()).toList();
  }

  private List<JsonNode> results(String kind, String... rows) {
    var reply = admin.post(PATH + kind, body(kind, true, rows));
    assertThat(reply.status()).as(reply.json().toString()).isEqualTo(200);
    return List.copyOf(reply.json().path("results").values());
  }

  private static String body(String kind, boolean apply, String... rows) {
    return "{\"%s\":[%s],\"apply\":%s}".formatted(kind, String.join(",", rows), apply);
  }

  private String session(String user) {
    return """
        {"session_id":"%s","user_id":"%s","chatflow_id":"flow-7","topic":"What is the answer?",\
        "created_at":"2024-03-01T10:00:00Z"}"""
        .formatted(session, user);
  }

  private String question() {
    return question(question);
  }

  private String question(String id) {
    return message(id, anna.userId(), "user", "What is the answer?");
  }

  private String answer() {
    return message(answer, anna.userId(), "assistant", ANSWER);
  }

  /** Question and answer have one time in the predecessor. */
  private String message(String id, String user, String role, String content) {
    return """
        {"id":"%s","session_id":"%s","user_id":"%s","chatflow_id":"flow-7","role":"%s",\
        "content":"%s","metadata":[{"event":"metadata","data":{"chatId":"c.1"}}],\
        "created_at":"2024-03-01T10:00:01Z"}"""
        .formatted(id, session, user, role, content);
  }

  private void flowsAreKnown() {
    assertThat(admin.post("/api/v1/admin/chatflows/sync", "{}").json().path("errors").asInt())
        .isZero();
  }

  private static String assignment(String user, String chatflow) {
    return """
        {"user_id":"%s","chatflow_id":"%s","assigned_at":"2024-03-01T10:00:00Z",\
        "assigned_by":"root"}"""
        .formatted(user, chatflow);
  }

  private String file(String id, String message, String text) {
    return """
        {"id":"%s","session_id":"%s","message_id":"%s","user_id":"%s","chatflow_id":"flow-7",\
        "name":"notes.txt","uploaded_at":"2024-03-01T10:00:00Z","data":"%s"}"""
        .formatted(
            id,
            session,
            message,
            anna.userId(),
            Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
  }
}
