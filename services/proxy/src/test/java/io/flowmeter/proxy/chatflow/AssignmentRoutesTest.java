package io.flowmeter.proxy.chatflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import io.flowmeter.demo.prediction.Flow;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.events.UserDeleted;
import io.flowmeter.events.UserRegistered;
import io.flowmeter.proxy.Client;
import io.flowmeter.proxy.TestProxy;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The routes by which administrators give flows to people, in the predecessor's shapes. */
class AssignmentRoutesTest {
  private static final EventIds IDS = new EventIds();
  private static final String FLOW = Flow.CONVERSATION.id();
  private static final String FLOWS = "/api/v1/admin/chatflows";
  private static final String USERS = FLOWS + "/" + FLOW + "/users";

  private final Client admin = Client.of(TestProxy.admin());
  private final TestProxy.Person person = TestProxy.person();
  private final Client client = Client.of(person);

  @BeforeEach
  void flows_are_known() {
    TestProxy.reset();
    assertThat(admin.post(FLOWS + "/sync", "{}").json().path("errors").asInt()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {FLOWS, FLOWS + "/stats", FLOWS + "/audit-users", FLOWS + "/x", FLOWS + "/x/users"})
  void only_administrators_may(String route) {
    var answer = client.get(route);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json().path("detail").asString())
        .isEqualTo("Access denied. Administrator privileges required.");
  }

  @Test
  void flows_are_listed_with_their_graphs() {
    JsonNode first = admin.get(FLOWS).json().path(0);

    assertThat(first.propertyNames())
        .contains("_id", "flowise_id", "flow_data", "sync_status", "synced_at", "api_key_id");
    assertThat(first.path("flow_data").path("nodes").isArray()).isTrue();
    assertThat(admin.get(FLOWS + "/" + FLOW).json().path("name").asString())
        .isEqualTo(Flow.CONVERSATION.title());
    assertThat(admin.get(FLOWS + "/unknown").status()).isEqualTo(404);
    JsonNode stats = admin.get(FLOWS + "/stats").json();
    assertThat(stats.path("active").asInt()).isEqualTo(Flow.values().length);
    assertThat(stats.path("last_sync").asString()).isNotEmpty();
  }

  @Test
  void an_assignment_is_made_taken_away_and_made_again() {
    register(person);
    String body = "{\"email\":\"" + person.caller().email() + "\"}";

    assertThat(status(admin.post(USERS, body))).isEqualTo("Assigned");
    assertThat(status(admin.post(USERS, body))).isEqualTo("No Action");
    assertThat(mails(admin.get(USERS).json())).contains(person.caller().email());
    assertThat(status(admin.delete(USERS, body))).isEqualTo("Deactivated");
    assertThat(mails(admin.get(USERS).json())).doesNotContain(person.caller().email());
    assertThat(admin.delete(USERS, body).status()).isEqualTo(404);
    assertThat(status(admin.post(USERS, body))).isEqualTo("Reactivated");
    assertThat(status(admin.delete(USERS + "?email=" + person.caller().email(), "")))
        .isEqualTo("Deactivated");
  }

  @Test
  void a_person_who_is_given_a_flow_many_times_at_once_has_it_once() {
    register(person);
    String body = "{\"email\":\"" + person.caller().email() + "\"}";

    var asked =
        IntStream.range(0, 12)
            .mapToObj(_ -> CompletableFuture.supplyAsync(() -> admin.post(USERS, body)))
            .toList();

    assertThat(asked.stream().map(answer -> status(answer.join())))
        .containsOnlyOnce("Assigned")
        .containsOnly("Assigned", "No Action");
  }

  @Test // R8
  void a_flow_that_is_gone_in_flowise_is_not_brought_back_by_an_assignment_nor_asked() {
    register(person);
    String gone = UUID.randomUUID().toString();
    TestProxy.CONTEXT
        .getBean(MongoDatabase.class)
        .getCollection("chatflows")
        .insertOne(
            new Document("_id", gone)
                .append("flowise_id", gone)
                .append("name", "gone")
                .append("sync_status", "deleted")
                .append("synced_at", Instant.now()));
    String body = "{\"email\":\"" + person.caller().email() + "\"}";
    String question = "{\"question\":\"hi\",\"chatflow_id\":\"" + gone + "\"}";

    assertThat(admin.post(FLOWS + "/" + gone + "/users", body).status()).isEqualTo(404);

    assertThat(admin.get(FLOWS + "/" + gone).json().path("sync_status").asString())
        .isEqualTo("deleted");
    assertThat(client.post("/api/v1/chat/predict", question).status()).isEqualTo(404);
    assertThat(TestProxy.ACCOUNTING.tries()).isEmpty();
  }

  @Test
  void who_has_only_just_registered_is_waited_for() {
    String body = "{\"email\":\"" + person.caller().email() + "\"}";
    var asked = CompletableFuture.supplyAsync(() -> admin.post(USERS, body));

    TestProxy.publish(registered(person));

    assertThat(asked.join().status()).isEqualTo(200);
  }

  @Test
  void who_is_unknown_is_named_and_the_others_are_assigned() {
    register(person);
    String body =
        "{\"chatflow_id\":\"%s\",\"emails\":[\"%s\",\"nobody@school.local\"]}"
            .formatted(FLOW, person.caller().email());

    for (String route : new String[] {USERS + "/bulk-add", FLOWS + "/add-users-by-email"}) {
      JsonNode answer = admin.post(route, body).json();
      assertThat(mails(answer.path("successful_assignments")))
          .containsExactly(person.caller().email());
      JsonNode failed = answer.path("failed_assignments").path(0);
      assertThat(failed.path("email").asString()).isEqualTo("nobody@school.local");
      assertThat(failed.path("status").asString()).isEqualTo("Failed");
    }
    assertThat(admin.post(USERS, "{\"email\":\"nobody@school.local\"}").status()).isEqualTo(404);
    assertThat(admin.post(USERS, "{\"email\":\"no address\"}").status()).isEqualTo(422);
    assertThat(admin.post(USERS, "{\"email\":{\"$ne\":1}}").status()).isEqualTo(422);
  }

  @Test
  void assignments_of_the_deleted_are_found_and_removed_only_when_meant() {
    register(person);
    admin.post(USERS, "{\"email\":\"" + person.caller().email() + "\"}");
    TestProxy.publish(deleted(person));
    await().untilAsserted(() -> assertThat(audited()).contains(person.userId()));

    String dry = "{\"action\":\"deactivate_invalid\"}";
    JsonNode trial = admin.post(FLOWS + "/cleanup-users", dry).json();
    assertThat(trial.path("dry_run").asBoolean()).isTrue();
    assertThat(trial.path("records_deactivated").asInt()).isZero();
    assertThat(audited()).contains(person.userId());

    String meant = "{\"action\":\"delete_invalid\",\"dry_run\":false}";
    assertThat(admin.post(FLOWS + "/cleanup-users", meant).json().path("records_deleted").asInt())
        .isPositive();
    assertThat(audited()).doesNotContain(person.userId());
    assertThat(admin.post(FLOWS + "/cleanup-users", "{\"action\":\"all\"}").status())
        .isEqualTo(422);
  }

  @Test
  void a_person_is_shown_in_the_directory() {
    register(person);

    JsonNode answer =
        admin
            .post(
                "/api/v1/admin/users/sync-by-email",
                "{\"email\":\"" + person.caller().email() + "\"}")
            .json();

    assertThat(answer.path("status").asString()).isEqualTo("success");
    assertThat(answer.path("user_details").path("external_id").asString())
        .isEqualTo(person.userId());
  }

  @Test
  void people_see_flows_without_their_graphs() {
    JsonNode mine = client.get("/api/v1/chatflows/my-chatflows").json();

    assertThat(mine.size()).isEqualTo(Flow.values().length);
    assertThat(mine.path(0).propertyNames())
        .containsExactly(
            "id", "name", "description", "category", "type", "deployed", "assigned_at");
    assertThat(client.get("/api/v1/chatflows/").json().path(0).propertyNames())
        .containsExactly("id", "name", "description", "is_public");
    assertThat(client.get("/api/v1/chat/my-assigned-chatflows").json().path("count").asInt())
        .isEqualTo(Flow.values().length);
    assertThat(client.get("/api/v1/chatflows/" + FLOW).json().has("flow_data")).isFalse();
    assertThat(client.get("/api/v1/chatflows/" + FLOW + "/config").status()).isEqualTo(200);
    assertThat(client.get("/api/v1/chatflows/unknown").status()).isEqualTo(404);
  }

  private String audited() {
    return admin.get(FLOWS + "/audit-users").json().path("invalid_assignment_details").toString();
  }

  private static String status(Client.Answer answer) {
    return answer.json().path("status").asString();
  }

  private static java.util.List<String> mails(JsonNode list) {
    return list.valueStream().map(each -> each.path("email").asString()).toList();
  }

  /**
   * Returns when the directory knows them, which on a busy machine takes longer than a route waits.
   */
  private void register(TestProxy.Person someone) {
    TestProxy.publish(registered(someone));
    String email = "{\"email\":\"" + someone.caller().email() + "\"}";
    await().until(() -> admin.post("/api/v1/admin/users/sync-by-email", email).status() == 200);
  }

  static UserRegistered registered(TestProxy.Person someone) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    return UserRegistered.newBuilder()
        .setEventId(IDS.next())
        .setOccurredAt(now.minusSeconds(5))
        .setUserId(someone.userId())
        .setUsername(someone.caller().username())
        .setEmail(someone.caller().email())
        .setEmailVerified(true)
        .setRole("enduser")
        .setTokensValidFrom(now.minusSeconds(60))
        .build();
  }

  private static UserDeleted deleted(TestProxy.Person someone) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    return UserDeleted.newBuilder()
        .setEventId(IDS.next())
        .setOccurredAt(now)
        .setUserId(someone.userId())
        .setDeletedBy("admin")
        .setTokensValidFrom(now)
        .build();
  }
}
