package io.flowmeter.proxy.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.demo.prediction.Flow;
import io.flowmeter.proxy.Client;
import io.flowmeter.proxy.ProxyApplication;
import io.flowmeter.proxy.TestProxy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** An instance of which a part that it needs is away. */
class MissingPartsTest {
  private static final String NOWHERE = "127.0.0.1:1";

  private final TestProxy.Person person = TestProxy.person();

  @BeforeEach
  void reset() {
    TestProxy.reset();
  }

  @Test
  void without_its_store_it_is_unhealthy_and_begins_nothing() {
    try (var instance = start("--spring.mongodb.uri=mongodb://" + NOWHERE + "/flowise_proxy")) {
      Client client = Client.at(url(instance), person.token());

      assertUnhealthy(client, "mongodb");
      var chat = client.post("/api/v1/chat/predict/stream/store", ask());

      assertThat(chat.status()).isEqualTo(503);
      assertThat(chat.header("Retry-After")).isNotEmpty();
      assertThat(TestProxy.FLOWISE.served()).isEmpty();
      assertThat(TestProxy.ACCOUNTING.holds()).isEmpty();
      assertThat(client.get("/actuator/health/liveness").status()).isEqualTo(200);
    }
  }

  @Test
  void without_its_event_log_it_is_unhealthy_and_lets_nobody_in() {
    try (var instance = start("--flowmeter.kafka.bootstrap-servers=" + NOWHERE)) {
      Client client = Client.at(url(instance), person.token());

      assertUnhealthy(client, "kafka", "revocations");
      // It cannot know whose tokens were revoked.
      var sessions = client.get("/api/v1/chat/sessions");
      assertThat(sessions.status()).isEqualTo(503);
      assertThat(sessions.header("Retry-After")).isNotEmpty();
      assertThat(client.get("/actuator/health/liveness").status()).isEqualTo(200);
    }
  }

  private static void assertUnhealthy(Client client, String... parts) {
    var health = client.get("/health");
    assertThat(health.status()).isEqualTo(503);
    assertThat(health.json().path("status").asString()).isEqualTo("unhealthy");
    assertThat(health.json().path("failing").valueStream().map(JsonNode::asString)).contains(parts);
  }

  private static ConfigurableApplicationContext start(String without) {
    return new SpringApplication(ProxyApplication.class)
        .run(
            TestProxy.arguments(
                    without,
                    "--server.port=0",
                    "--flowmeter.store.wait=500ms",
                    "--flowmeter.kafka.group-id=missing-parts")
                .toArray(String[]::new));
  }

  private static String url(ConfigurableApplicationContext instance) {
    return "http://127.0.0.1:" + instance.getEnvironment().getRequiredProperty("local.server.port");
  }

  private static String ask() {
    return "{\"question\":\"hello\",\"chatflow_id\":\"%s\"}".formatted(Flow.CONVERSATION.id());
  }
}
