package io.flowmeter.proxy.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import io.flowmeter.demo.DemoFlowise;
import io.flowmeter.demo.prediction.Flow;
import io.flowmeter.demo.script.Behaviour;
import io.flowmeter.events.CompletionOutcome;
import io.flowmeter.proxy.Client;
import io.flowmeter.proxy.ProxyApplication;
import io.flowmeter.proxy.TestProxy;
import java.util.List;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** An instance before two servers that hold the same flows. */
class SeveralServersTest {
  private static final int ENOUGH_TO_MEET_BOTH = 24;
  private static final String BEFORE = UUID.randomUUID().toString();
  private static DemoFlowise one;
  private static DemoFlowise two;
  private static ConfigurableApplicationContext instance;

  private final TestProxy.Person person = TestProxy.person();
  private final Client client = at(person);

  @BeforeAll
  static void start() {
    one = DemoFlowise.start(0);
    two = DemoFlowise.start(0);
    messages().insertOne(new Document("_id", BEFORE).append("file_ids", null));
    instance =
        new SpringApplication(ProxyApplication.class)
            .run(
                TestProxy.arguments(
                        "--server.port=0",
                        "--flowmeter.flowise.url=" + one.baseUrl() + "," + two.baseUrl(),
                        "--FORCE_COLLECTION_SETUP=true",
                        "--flowmeter.flowise.health-interval=100ms")
                    .toArray(String[]::new));
  }

  @AfterAll
  static void stop() {
    instance.close();
    one.close();
    two.close();
  }

  @BeforeEach
  void reset() {
    TestProxy.reset();
    one.reset();
    two.reset();
  }

  @Test // R10
  void what_was_stored_before_an_instance_started_is_there_after_whatever_it_is_told() {
    assertThat(messages().countDocuments(Filters.eq("_id", BEFORE))).isOne();
  }

  private static MongoCollection<Document> messages() {
    return TestProxy.CONTEXT.getBean(MongoDatabase.class).getCollection("chat_messages");
  }

  @Test
  void new_sessions_go_to_both_and_each_stays_where_it_began() {
    for (int i = 0; i < ENOUGH_TO_MEET_BOTH; i++) {
      int before = one.served().size();
      var stream = client.stream(ChatBodies.ask("hello"));
      String session = stream.first("session_id").path("data").asString();
      boolean atOne = one.served().size() > before;

      client.stream(ChatBodies.ask(Flow.CONVERSATION, "again", session));

      assertThat(one.served()).hasSize(before + (atOne ? 2 : 0));
    }
    assertThat(one.served()).isNotEmpty();
    assertThat(two.served()).isNotEmpty();
  }

  @Test
  void a_server_that_breaks_off_is_not_asked_again_nor_is_another_for_it() {
    one.behave(Behaviour.connectionCutAfter(0));
    two.behave(Behaviour.connectionCutAfter(0));

    assertThat(client.stream(ChatBodies.ask("hello")).names()).contains("error").endsWith("end");

    assertThat(one.served().size() + two.served().size()).isEqualTo(1);
    await().until(() -> TestProxy.USAGE.of(person.userId()).size() == 1);
    var usage = TestProxy.USAGE.of(person.userId()).getFirst();
    assertThat(usage.getOutcome()).isEqualTo(CompletionOutcome.UPSTREAM_FAILED);
    assertThat(usage.getCredits()).isZero();
  }

  @Test
  void new_sessions_pass_by_a_server_that_is_away_until_it_is_back() {
    int port = one.baseUrl().getPort();
    one.close();
    try {
      await()
          .untilAsserted(
              () -> {
                List<String> names = client.stream(ChatBodies.ask("hello")).names();
                assertThat(names).doesNotContain("error");
              });
      for (int i = 0; i < ENOUGH_TO_MEET_BOTH; i++) {
        assertThat(client.stream(ChatBodies.ask("hello")).names()).doesNotContain("error");
      }
    } finally {
      one = DemoFlowise.start(port);
    }
    await()
        .until(
            () -> {
              client.stream(ChatBodies.ask("hello"));
              return !one.served().isEmpty();
            });
  }

  private static Client at(TestProxy.Person someone) {
    String port = instance.getEnvironment().getRequiredProperty("local.server.port");
    return Client.at("http://127.0.0.1:" + port, someone.token());
  }
}
