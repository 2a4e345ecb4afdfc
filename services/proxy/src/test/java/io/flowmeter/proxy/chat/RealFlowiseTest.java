package io.flowmeter.proxy.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.events.CompletionOutcome;
import io.flowmeter.events.UsageRecorded;
import io.flowmeter.proxy.Client;
import io.flowmeter.proxy.FakeAccounting;
import io.flowmeter.proxy.ProxyApplication;
import io.flowmeter.proxy.TestProxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The same against a real Flowise, where one is given; the module's README tells which flows it
 * needs.
 */
@EnabledIfEnvironmentVariable(named = "FLOWISE_TEST_URL", matches = ".+")
class RealFlowiseTest {
  private static final String PIXEL =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  private static final Map<String, String> FLOWS = new HashMap<>();
  private static ConfigurableApplicationContext instance;

  private final TestProxy.Person person = TestProxy.person();
  private final Client client = at(person);

  @BeforeAll
  static void start() {
    instance =
        new SpringApplication(ProxyApplication.class)
            .run(
                TestProxy.arguments(
                        "--server.port=0",
                        "--flowmeter.flowise.url=" + System.getenv("FLOWISE_TEST_URL"),
                        "--flowmeter.flowise.api-key="
                            + System.getenv().getOrDefault("FLOWISE_TEST_KEY", ""),
                        "--flowmeter.flowise.first-byte-timeout=60s",
                        "--flowmeter.flowise.idle-timeout=60s",
                        "--flowmeter.flowise.total-timeout=2m")
                    .toArray(String[]::new));
    Client admin = at(TestProxy.admin());
    JsonNode report = admin.post("/api/v1/admin/chatflows/sync", "{}").json();
    assertThat(report.path("errors").asInt()).as(report.toString()).isZero();
    for (JsonNode flow : admin.get("/api/v1/chatflows/").json()) {
      FLOWS.put(flow.path("name").asString(), flow.path("id").asString());
    }
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
  void a_chatflow_streams_and_its_tokens_are_estimated() {
    var stream = client.stream(ask("conversation", "hello brave world"));

    assertThat(stream.names()).contains("session_id", "start", "token", "metadata").endsWith("end");
    assertThat(stream.text()).isEqualTo("Echo: hello brave world");
    UsageRecorded usage = usage();
    assertThat(usage.getOutcome()).isEqualTo(CompletionOutcome.SUCCEEDED);
    assertThat(usage.getCredits()).isEqualTo(FakeAccounting.CREDITS_PER_COMPLETION);
    assertThat(usage.getTokensEstimated()).isTrue();
    assertThat(usage.getInputTokens()).isPositive();
    assertThat(usage.getOutputTokens()).isPositive();
  }

  @Test
  void a_session_goes_on_under_the_id_that_the_client_knows() {
    var first = client.stream(ask("conversation", "one"));
    String session = first.first("session_id").path("data").asString();
    assertThat(first.first("metadata").path("data").path("sessionId").asString())
        .isEqualTo(session);

    var second = client.stream(ask("conversation", "two").replace("\"\"", "\"" + session + "\""));

    assertThat(second.text()).isEqualTo("Echo: two");
    JsonNode history = client.get("/api/v1/chat/sessions/" + session + "/history").json();
    assertThat(history.path("count").asInt()).isEqualTo(4);
  }

  @Test
  void an_agentflow_reports_its_tokens_and_hides_its_insides() {
    var stream = client.stream(ask("agentflow-llm", "hello agent"));

    assertThat(stream.text()).isEqualTo("Echo: hello agent");
    assertThat(stream.names()).contains("agentFlowEvent", "nextAgentFlow").endsWith("end");
    assertThat(stream.events().toString())
        .doesNotContain("You are terse")
        .doesNotContainIgnoringCase("basepath")
        .doesNotContain("FLOWISE_CREDENTIAL_ID");
    UsageRecorded usage = usage();
    assertThat(usage.getTokensEstimated()).isFalse();
    assertThat(usage.getInputTokens()).isEqualTo(5);
    assertThat(usage.getOutputTokens()).isEqualTo(3);
    assertThat(usage.getModel()).isEqualTo("fake-1");
  }

  @Test
  void an_agentflow_of_several_models_is_summed_up() {
    client.stream(ask("agentflow-two-llm", "hello"));

    UsageRecorded usage = usage();
    assertThat(usage.getTokensEstimated()).isFalse();
    assertThat(usage.getOutputTokens()).isGreaterThan(2);
  }

  @Test
  void agents_tell_of_the_tools_that_they_used() {
    assertThat(client.stream(ask("tool-agent", "TOOL please")).names()).contains("usedTools");

    var stream = client.stream(ask("agentflow-agent", "TOOL please"));
    assertThat(stream.names()).contains("calledTools").endsWith("end");
    await().until(() -> TestProxy.USAGE.of(person.userId()).size() == 2);
    var usage =
        TestProxy.USAGE.of(person.userId()).stream()
            .filter(each -> !each.getTokensEstimated())
            .findFirst()
            .orElseThrow();
    // Both calls of the model: the one that asked for the tool, and the one with its answer.
    assertThat(usage.getInputTokens()).isGreaterThan(5);
  }

  @Test
  void an_image_reaches_the_model() {
    ObjectNode body = body("conversation", "what is it");
    body.putArray("uploads")
        .addObject()
        .put("data", "data:image/png;base64," + PIXEL)
        .put("type", "file")
        .put("name", "圖.png")
        .put("mime", "image/png");

    var stream = client.stream(body.toString());

    assertThat(stream.names()).startsWith("files_uploaded");
    assertThat(stream.text()).contains("[image_url]");
  }

  @Test
  void a_model_that_breaks_off_is_told_of_and_not_charged() {
    for (String trouble : new String[] {"MIDCUT a b c d", "MIDERR a b c d", "FAIL401"}) {
      var stream = client.stream(ask("conversation", trouble));
      assertThat(stream.names()).as(trouble).contains("error", "token").endsWith("end");
    }
    await().until(() -> TestProxy.USAGE.of(person.userId()).size() == 3);
    assertThat(TestProxy.USAGE.of(person.userId()))
        .allSatisfy(
            usage -> {
              assertThat(usage.getOutcome()).isEqualTo(CompletionOutcome.UPSTREAM_FAILED);
              assertThat(usage.getCredits()).isZero();
            });
  }

  @Test
  void an_unknown_flow_is_told_of_at_once_and_not_charged() {
    String body =
        ask("conversation", "x")
            .replace(FLOWS.get("conversation"), "0b7a6d3e-0000-4000-8000-000000000000");

    assertThat(client.post("/api/v1/chat/predict/stream/store", body).status()).isEqualTo(404);
    assertThat(TestProxy.ACCOUNTING.tries()).isEmpty();
  }

  private UsageRecorded usage() {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> TestProxy.USAGE.of(person.userId()).size() == 1);
    return TestProxy.USAGE.of(person.userId()).getFirst();
  }

  private static String ask(String flow, String question) {
    return body(flow, question).toString();
  }

  private static ObjectNode body(String flow, String question) {
    assertThat(FLOWS).containsKey(flow);
    return JsonNodeFactory.instance
        .objectNode()
        .put("question", question)
        .put("chatflow_id", FLOWS.get(flow))
        .put("sessionId", "");
  }

  private static Client at(TestProxy.Person someone) {
    String port = instance.getEnvironment().getRequiredProperty("local.server.port");
    return Client.at("http://127.0.0.1:" + port, someone.token());
  }
}
