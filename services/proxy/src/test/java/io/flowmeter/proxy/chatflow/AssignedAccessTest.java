package io.flowmeter.proxy.chatflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.demo.prediction.Flow;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import io.flowmeter.proxy.Client;
import io.flowmeter.proxy.ProxyApplication;
import io.flowmeter.proxy.TestProxy;
import io.flowmeter.proxy.upstream.ChatflowId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** An instance where flows have to be assigned. */
class AssignedAccessTest {
  private static final String FLOW = Flow.CONVERSATION.id();
  private static final String ASSIGNMENTS = "/api/v1/admin/chatflows/" + FLOW + "/assignments";
  private static final String GROUP = "/api/v1/admin/groups/Class%203b";
  private static ConfigurableApplicationContext instance;

  private final TestProxy.Person person = TestProxy.person();
  private final Client client = at(person);
  private final Client admin = at(TestProxy.admin());

  @BeforeAll
  static void start() {
    instance =
        new SpringApplication(ProxyApplication.class)
            .run(
                TestProxy.arguments("--server.port=0", "--flowmeter.chatflows.access=assigned")
                    .toArray(String[]::new));
    at(TestProxy.admin()).post("/api/v1/admin/chatflows/sync", "{}");
  }

  @AfterAll
  static void stop() {
    instance.close();
  }

  @BeforeEach
  void reset() {
    TestProxy.reset();
  }

  @Test
  void who_was_not_given_a_flow_is_refused_and_not_charged() {
    var answer = client.post("/api/v1/chat/predict", ask());

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json().path("detail").asString()).isEqualTo("Access denied to this chatflow");
    assertThat(TestProxy.ACCOUNTING.tries()).isEmpty();
    assertThat(TestProxy.FLOWISE.served()).isEmpty();
    assertThat(client.get("/api/v1/chatflows/my-chatflows").json().size()).isZero();
    assertThat(client.get("/api/v1/chatflows/" + FLOW).status()).isEqualTo(403);
  }

  @Test
  void who_was_given_a_flow_may_use_it_until_it_is_taken_away() {
    var assignments = instance.getBean(Assignments.class);
    assignments.assign(
        new Subject.Person(person.caller().userId()), new ChatflowId(FLOW), new UserId("admin"));

    assertThat(client.post("/api/v1/chat/predict", ask()).status()).isEqualTo(200);
    var mine = client.get("/api/v1/chatflows/my-chatflows").json();
    assertThat(mine.size()).isEqualTo(1);
    assertThat(mine.path(0).path("assigned_at").asString()).isNotEmpty();

    assignments.unassign(new Subject.Person(person.caller().userId()), new ChatflowId(FLOW));
    assertThat(client.post("/api/v1/chat/predict", ask()).status()).isEqualTo(403);
  }

  @Test
  void a_flow_that_was_given_to_a_role_is_for_all_who_have_it() {
    Client supervisor = at(TestProxy.person(Role.SUPERVISOR));
    String role = "{\"role\":\"supervisor\"}";
    assertThat(admin.post(ASSIGNMENTS, role).json().path("status").asString())
        .isIn("Assigned", "Reactivated");
    assertThat(admin.post(ASSIGNMENTS, role).json().path("status").asString())
        .isEqualTo("No Action");

    assertThat(supervisor.post("/api/v1/chat/predict", ask()).status()).isEqualTo(200);
    assertThat(supervisor.get("/api/v1/chatflows/my-chatflows").json().size()).isEqualTo(1);
    assertThat(client.post("/api/v1/chat/predict", ask()).status()).isEqualTo(403);
    assertThat(admin.get(ASSIGNMENTS).json().path(0).path("role").asString())
        .isEqualTo("supervisor");

    assertThat(admin.delete(ASSIGNMENTS, role).status()).isEqualTo(200);
    assertThat(supervisor.post("/api/v1/chat/predict", ask()).status()).isEqualTo(403);
    assertThat(admin.delete(ASSIGNMENTS, role).status()).isEqualTo(404);
  }

  @Test
  void a_role_includes_the_ones_below_it() {
    String role = "{\"role\":\"enduser\"}";
    admin.post(ASSIGNMENTS, role);

    assertThat(client.post("/api/v1/chat/predict", ask()).status()).isEqualTo(200);
    assertThat(at(TestProxy.person(Role.SUPERVISOR)).post("/api/v1/chat/predict", ask()).status())
        .isEqualTo(200);

    admin.delete(ASSIGNMENTS, role);
  }

  @Test
  void a_flow_that_was_given_to_a_group_is_for_its_members() {
    TestProxy.publish(AssignmentRoutesTest.registered(person));
    String members = "{\"emails\":[\"" + person.caller().email() + "\"]}";
    String group = "{\"group\":\"CLASS 3b\"}";
    assertThat(admin.put(GROUP, members).json().path("members").size()).isEqualTo(1);
    assertThat(admin.post(ASSIGNMENTS, group).status()).isEqualTo(200);

    assertThat(client.post("/api/v1/chat/predict", ask()).status()).isEqualTo(200);
    assertThat(client.get("/api/v1/chat/my-assigned-chatflows").json().path("count").asInt())
        .isEqualTo(1);

    admin.delete(GROUP + "/members", members);
    assertThat(client.post("/api/v1/chat/predict", ask()).status()).isEqualTo(403);
    admin.post(GROUP + "/members", members);
    assertThat(client.post("/api/v1/chat/predict", ask()).status()).isEqualTo(200);

    assertThat(admin.delete(GROUP, "").status()).isEqualTo(200);
    assertThat(client.post("/api/v1/chat/predict", ask()).status()).isEqualTo(403);
    // Another group of its name has nothing of it.
    admin.put(GROUP, members);
    assertThat(client.post("/api/v1/chat/predict", ask()).status()).isEqualTo(403);
    JsonNode audit = admin.get("/api/v1/admin/chatflows/audit-users").json();
    assertThat(audit.path("invalid_assignment_details").toString()).contains("group_not_found");
    String cleanUp = "{\"action\":\"delete_invalid\",\"dry_run\":false}";
    admin.post("/api/v1/admin/chatflows/cleanup-users", cleanUp);
    assertThat(admin.get("/api/v1/admin/chatflows/audit-users").json().toString())
        .doesNotContain("group_not_found");
  }

  @Test
  void what_cannot_be_a_group_or_an_assignment_is_refused_and_changes_nothing() {
    for (String body :
        List.of("{}", "{\"role\":\"enduser\",\"group\":\"x\"}", "{\"role\":\"king\"}")) {
      assertThat(admin.post(ASSIGNMENTS, body).status()).as(body).isEqualTo(422);
    }
    assertThat(admin.post(ASSIGNMENTS, "{\"group\":\"nobody's\"}").status()).isEqualTo(404);
    assertThat(admin.post(ASSIGNMENTS, "{\"role\":7}").status()).isEqualTo(422);
    assertThat(
            admin.post("/api/v1/admin/chatflows/x/assignments", "{\"role\":\"enduser\"}").status())
        .isEqualTo(404);
    String unknown = "{\"emails\":[\"nobody@school.local\"]}";
    assertThat(admin.put("/api/v1/admin/groups/new", unknown).status()).isEqualTo(404);
    assertThat(admin.get("/api/v1/admin/groups/new").status()).isEqualTo(404);
    assertThat(admin.put("/api/v1/admin/groups/new", "{}").status()).isEqualTo(422);
    assertThat(admin.put("/api/v1/admin/groups/new", "{\"emails\":\"x\"}").status()).isEqualTo(422);
    assertThat(admin.put("/api/v1/admin/groups/%24where", "{\"emails\":[]}").status())
        .isEqualTo(422);
    assertThat(admin.delete("/api/v1/admin/groups/new", "").status()).isEqualTo(404);
    for (String route : List.of("/api/v1/admin/groups", ASSIGNMENTS, GROUP)) {
      assertThat(client.get(route).status()).as(route).isEqualTo(403);
    }
    assertThat(client.put(GROUP, "{\"emails\":[]}").status()).isEqualTo(403);
  }

  @Test
  void an_administrator_may_use_every_flow() {
    assertThat(at(TestProxy.admin()).post("/api/v1/chat/predict", ask()).status()).isEqualTo(200);
  }

  private static String ask() {
    return "{\"question\":\"hello\",\"chatflow_id\":\"" + FLOW + "\"}";
  }

  private static Client at(TestProxy.Person someone) {
    String port = instance.getEnvironment().getRequiredProperty("local.server.port");
    return Client.at("http://127.0.0.1:" + port, someone.token());
  }
}
