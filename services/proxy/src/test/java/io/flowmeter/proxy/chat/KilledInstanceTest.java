package io.flowmeter.proxy.chat;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import io.flowmeter.demo.prediction.Flow;
import io.flowmeter.demo.script.Behaviour;
import io.flowmeter.embedded.Ports;
import io.flowmeter.events.CompletionOutcome;
import io.flowmeter.proxy.Client;
import io.flowmeter.proxy.FakeAccounting;
import io.flowmeter.proxy.ProxyApplication;
import io.flowmeter.proxy.TestProxy;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance in a process of its own dies in mid-stream; the one of all tests lives on. */
class KilledInstanceTest {
  private static final Duration START = Duration.ofSeconds(60);

  @TempDir private Path directory = Path.of("");

  private final TestProxy.Person person = TestProxy.person();

  @BeforeEach
  void reset() {
    TestProxy.reset();
  }

  @AfterEach
  void letGo() {
    TestProxy.FLOWISE.release();
  }

  @Test
  void another_instance_settles_what_a_killed_one_was_making() throws Exception {
    String port = Integer.toString(Ports.free());
    Process instance = start(port);
    try {
      Client client = Client.at("http://127.0.0.1:" + port, person.token());
      await().atMost(START).ignoreExceptions().until(() -> client.get("/").status() == 200);
      TestProxy.FLOWISE.behave(Behaviour.pausingAfter(3));

      try (var in = client.open(ChatBodies.ask("hello"))) {
        assertThat(Client.readTokens(in, 3)).hasSize(3);
        await().until(this::deliveryIsNoted);
        kill(instance);
      }

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> !TestProxy.USAGE.of(person.userId()).isEmpty());
    } finally {
      kill(instance);
    }
    await()
        .during(Duration.ofSeconds(1))
        .until(() -> TestProxy.USAGE.of(person.userId()).size() == 1);
    var usage = TestProxy.USAGE.of(person.userId()).getFirst();
    assertThat(usage.getOutcome()).isEqualTo(CompletionOutcome.INTERRUPTED);
    assertThat(usage.getCredits()).isEqualTo(FakeAccounting.CREDITS_PER_COMPLETION);
    assertThat(TestProxy.ACCOUNTING.holds()).containsExactly(usage.getCompletionId());
    // Its session is free again.
    var again =
        Client.of(person).stream(
            ChatBodies.ask(Flow.CONVERSATION, "are you there?", usage.getSessionId()));
    assertThat(again.names()).endsWith("end");
  }

  private boolean deliveryIsNoted() {
    return TestProxy.CONTEXT
            .getBean(MongoDatabase.class)
            .getCollection("chat_messages")
            .countDocuments(and(eq("user_id", person.userId()), eq("delivered", true)))
        == 1;
  }

  private Process start(String port) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ProxyApplication.class.getName());
    command.addAll(
        TestProxy.arguments(
            "--server.port=" + port,
            "--flowmeter.flowise.idle-timeout=60s",
            "--flowmeter.flowise.total-timeout=60s",
            // In the group of the surviving one its death would delay that one's partitions.
            "--flowmeter.kafka.group-id=killed-instance"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(new File(directory.toFile(), "log"))
        .start();
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
