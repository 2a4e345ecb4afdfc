package io.flowmeter.proxy.chatflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.demo.prediction.Flow;
import io.flowmeter.identity.UserId;
import io.flowmeter.proxy.Client;
import io.flowmeter.proxy.ProxyApplication;
import io.flowmeter.proxy.TestProxy;
import io.flowmeter.proxy.upstream.ChatflowId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** An instance where flows have to be assigned. */
class AssignedAccessTest {
  private static final String FLOW = Flow.CONVERSATION.id();
  private static ConfigurableApplicationContext instance;

  private final TestProxy.Person person = TestProxy.person();
  private final Client client = at(person);

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
    assignments.assign(person.caller().userId(), new ChatflowId(FLOW), new UserId("admin"));

    assertThat(client.post("/api/v1/chat/predict", ask()).status()).isEqualTo(200);
    var mine = client.get("/api/v1/chatflows/my-chatflows").json();
    assertThat(mine.size()).isEqualTo(1);
    assertThat(mine.path(0).path("assigned_at").asString()).isNotEmpty();

    assignments.unassign(person.caller().userId(), new ChatflowId(FLOW));
    assertThat(client.post("/api/v1/chat/predict", ask()).status()).isEqualTo(403);
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
