package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.flowmeter.embedded.TestInfrastructure;
import io.flowmeter.launcher.terminal.ExitCode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses of old databases have passwords, and are often mistyped; what is in them is, too. */
class MigrateCommandTest {
  private static final String NOBODY = "http://localhost:1";

  private final Shell shell = shell(NOBODY);

  private static Shell shell(String proxy) {
    return new Shell(
        Path.of("/nowhere"),
        "--token",
        "t",
        "--auth-url",
        NOBODY,
        "--accounting-url",
        NOBODY,
        "--proxy-url",
        proxy);
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
    String address = TestInfrastructure.mongo().uri("old_assignments");
    try (MongoClient store = MongoClients.create(address);
        FakeService proxy = new FakeService()) {
      String name = Objects.requireNonNull(new ConnectionString(address).getDatabase());
      MongoDatabase database = store.getDatabase(name);
      String tutor =
          chatflow(database, new Document("flowise_id", "flow-1").append("name", "Tutor"));
      String broken = chatflow(database, new Document("flowise_id", 7).append("name", "Broken"));
      String unknown =
          chatflow(database, new Document("flowise_id", "flow-2").append("name", "Essays"));
      String gone =
          chatflow(database, new Document("flowise_id", "flow-3").append("sync_status", "deleted"));
      database
          .getCollection("UserChatflow")
          .insertMany(
              List.of(
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
                  assignment(tutor)));
      proxy.answers("GET /api/v1/chatflows", 200, "[{\"id\":\"flow-1\",\"name\":\"Tutor\"}]");
      proxy.answers(
          "POST /api/v1/admin/migration/assignments",
          200,
          "{\"results\":[{\"status\":\"created\"}]}");

      Shell here = shell(proxy.url());
      assertThat(here.run("migrate", "--old-proxy", address))
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
              "POST /api/v1/admin/migration/assignments {\"apply\":false,\"assignments\":["
                  + "{\"user_id\":\"anna\",\"chatflow_id\":\"flow-1\","
                  + "\"assigned_at\":\"2025-09-01T08:00:00Z\"}]}");
    }
  }

  private static String chatflow(MongoDatabase database, Document chatflow) {
    ObjectId id = new ObjectId();
    database.getCollection("Chatflow").insertOne(chatflow.append("_id", id));
    return id.toHexString();
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
