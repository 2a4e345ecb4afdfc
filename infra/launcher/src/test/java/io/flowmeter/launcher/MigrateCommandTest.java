package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.flowmeter.embedded.TestInfrastructure;
import io.flowmeter.launcher.terminal.ExitCode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses of old databases have passwords, and are often mistyped; what is in them is, too. */
class MigrateCommandTest {
  private static final String NOBODY = "http://localhost:1";
  private static final String ASSIGNMENTS = "POST /api/v1/admin/migration/assignments";

  private final Shell shell = shell(Map.of("FLOWMETER_TOKEN", "t"), NOBODY);

  private static Shell shell(Map<String, String> login, FakeService platform) {
    return shell(login, platform.url());
  }

  private static Shell shell(Map<String, String> login, String url) {
    return new Shell(
        Path.of("/nowhere"), login, "--auth-url", url, "--accounting-url", url, "--proxy-url", url);
  }

  @Test
  void without_a_database_there_is_nothing_to_move() {
    assertThat(shell.run("migrate")).isEqualTo(ExitCode.MISUSE);
    assertThat(shell.said()).contains("give at least one of --old-auth");
  }

  @ParameterizedTest
  @CsvSource({
    "--old-auth, mongo://school:geheim@localhost/auth_db",
    "--old-proxy, mongodb://school:geheim@:x/flowise_proxy",
    "--old-accounting, mysql://school:geheim@localhost/accounting_db",
    "--old-accounting, postgresql://school:geheim@local host/accounting_db"
  })
  void an_address_that_is_none_is_refused_and_its_password_not_shown(String option, String uri) {
    assertThat(shell.run("migrate", option, uri)).isEqualTo(ExitCode.MISUSE);
    assertThat(shell.said()).contains(option + " is no address").doesNotContain("geheim");
  }

  @Test
  void a_database_that_does_not_answer_is_told_without_its_password() {
    assertThat(shell.run("migrate", "--old-accounting", "postgresql://school:geheim@localhost:1/x"))
        .isEqualTo(ExitCode.REFUSED);
    assertThat(shell.said())
        .contains("the database of --old-accounting does not answer")
        .doesNotContain("geheim");
  }

  @Test
  void an_assignment_that_makes_no_sense_is_refused_with_its_reason_and_stops_no_other() {
    try (OldProxy old = new OldProxy("old_assignments");
        FakeService proxy = new FakeService()) {
      String tutor = old.chatflow(new Document("flowise_id", "flow-1").append("name", "Tutor"));
      String broken = old.chatflow(new Document("flowise_id", 7).append("name", "Broken"));
      String unknown = old.chatflow(new Document("flowise_id", "flow-2").append("name", "Essays"));
      String gone =
          old.chatflow(new Document("flowise_id", "flow-3").append("sync_status", "deleted"));
      old.add(
          assignment(tutor).append("external_user_id", 7),
          without(assignment(tutor), "external_user_id"),
          assignment(tutor).append("chatflow_id", new ObjectId(tutor)),
          assignment(tutor).append("is_active", "yes"),
          assignment(tutor).append("assigned_at", "2025-09-01"),
          assignment(tutor).append("assigned_by", List.of("root")),
          assignment(new ObjectId().toHexString()),
          assignment(broken),
          assignment(unknown),
          assignment(gone),
          assignment(tutor).append("is_active", false),
          without(assignment(tutor), "assigned_by"),
          assignment(tutor));
      proxy.answers("GET /api/v1/chatflows", 200, "[{\"id\":\"flow-1\",\"name\":\"Tutor\"}]");
      proxy.answers(ASSIGNMENTS, 200, "{\"results\":[{\"status\":\"created\"}]}");

      Shell here = shell(Map.of("FLOWMETER_TOKEN", "t"), proxy);
      assertThat(here.run("migrate", "--old-proxy", old.address()))
          .as(here.said())
          .isEqualTo(ExitCode.FAILED);

      assertThat(here.said())
          .containsOnlyOnce("of anna: chatflow_id must be a text")
          .containsOnlyOnce("of anna: is_active must be true or false")
          .containsOnlyOnce("of anna: assigned_at must be a date")
          .containsOnlyOnce("of anna: assigned_by must be a text")
          .containsOnlyOnce("of anna: chatflow_id is no chatflow of the predecessor")
          .containsOnlyOnce("of anna: chatflow 'Broken' has no flowise_id")
          .containsOnlyOnce(
              "of anna: chatflow 'Essays' (flow-2) is not known here; ./flowmeter chatflows sync")
          .contains("1 assignments to chatflows that Flowise has no more")
          .contains("1 assignments that were taken away", "1 assignments that are there twice")
          .containsPattern("assignments +13 +1 +0 +3 +9");
      assertThat(here.said().split("external_user_id must be a text", -1)).hasSize(3);
      assertThat(proxy.asked())
          .containsExactly(
              "GET /api/v1/chatflows",
              ASSIGNMENTS
                  + " {\"apply\":false,\"assignments\":["
                  + "{\"user_id\":\"anna\",\"chatflow_id\":\"flow-1\","
                  + "\"assigned_at\":\"2025-09-01T08:00:00Z\"}]}");
    }
  }

  @Test
  void a_migration_that_lasts_longer_than_its_access_renews_it_and_goes_on() {
    try (OldProxy old = new OldProxy("old_long");
        FakeService platform = expiringPlatform()) {
      old.add(assignment(old.chatflow(new Document("flowise_id", "flow-1"))));
      platform.answers(
          "POST /api/auth/login", 200, "{\"accessToken\":\"first\",\"refreshToken\":\"r1\"}");
      platform.answers(
          "POST /api/auth/refresh", 200, "{\"accessToken\":\"second\",\"refreshToken\":\"r2\"}");
      var login = Map.of("FLOWMETER_USER", "root", "FLOWMETER_PASSWORD", "secret");

      Shell here = shell(login, platform);
      assertThat(here.run("migrate", "--apply", "--old-proxy", old.address()))
          .as(here.said())
          .isEqualTo(ExitCode.OK);

      assertThat(here.said()).containsPattern("assignments +1 +1 +0 +0 +0");
      assertThat(platform.asked())
          .extracting(request -> request.replaceFirst(" \\{\"apply.*", ""))
          .containsExactly(
              "POST /api/auth/login {\"username\":\"root\",\"password\":\"secret\"}",
              "GET /api/v1/chatflows",
              ASSIGNMENTS,
              "POST /api/auth/refresh {\"refreshToken\":\"r1\"}",
              ASSIGNMENTS);
    }
  }

  @Test
  void access_that_was_given_alone_cannot_be_renewed_and_its_end_is_told() {
    try (OldProxy old = new OldProxy("old_token");
        FakeService platform = expiringPlatform()) {
      old.add(assignment(old.chatflow(new Document("flowise_id", "flow-1"))));

      Shell here = shell(Map.of("FLOWMETER_TOKEN", "first"), platform);
      assertThat(here.run("migrate", "--apply", "--old-proxy", old.address()))
          .isEqualTo(ExitCode.REFUSED);

      assertThat(here.said()).contains("proxy refuses (401): Token expired");
      assertThat(platform.asked()).hasSize(2).noneMatch(request -> request.contains("/auth/"));
    }
  }

  /** Its first access lasts for one request. */
  private static FakeService expiringPlatform() {
    return new FakeService()
        .answers("GET /api/v1/chatflows", 200, "[{\"id\":\"flow-1\"}]")
        .answers(ASSIGNMENTS, 200, "{\"results\":[{\"status\":\"created\"}]}")
        .expires("first", 1);
  }

  /** The Mongo database of a predecessor's proxy. */
  private record OldProxy(String address, MongoClient store) implements AutoCloseable {
    OldProxy(String name) {
      String address = TestInfrastructure.mongo().uri(name);
      this(address, MongoClients.create(address));
    }

    private MongoCollection<Document> collection(String name) {
      String database = Objects.requireNonNull(new ConnectionString(address).getDatabase());
      return store.getDatabase(database).getCollection(name);
    }

    /** Its id. */
    String chatflow(Document chatflow) {
      ObjectId id = new ObjectId();
      collection("Chatflow").insertOne(chatflow.append("_id", id));
      return id.toHexString();
    }

    void add(Document... assignments) {
      collection("UserChatflow").insertMany(List.of(assignments));
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private static Document assignment(String chatflow) {
    return new Document("external_user_id", "anna")
        .append("chatflow_id", chatflow)
        .append("is_active", true)
        .append("assigned_at", Date.from(Instant.parse("2025-09-01T08:00:00Z")))
        .append("assigned_by", "root");
  }

  private static Document without(Document document, String field) {
    document.remove(field);
    return document;
  }
}
