package io.flowmeter.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowmeter.provisioning.Environment;
import io.flowmeter.provisioning.Provisioner;
import io.flowmeter.provisioning.ProvisioningException;
import io.flowmeter.provisioning.TopicDefinition;
import io.flowmeter.provisioning.TopicDefinitions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProvisioningTest {

  private static final String CONFLUENT_API = "/apis/ccompat/v7";
  private static final String SUBJECT = "proxy.usage.v1-io.flowmeter.events.UsageRecorded";

  private final String bootstrapServers = TestInfrastructure.kafka().bootstrapServers();
  private final String registry = TestInfrastructure.registry().url();

  @Test
  void provisioning_creates_every_defined_topic_with_its_partitions_and_settings()
      throws Exception {
    try (Admin admin = admin()) {
      for (TopicDefinition defined : TopicDefinitions.load()) {
        assertThat(
                admin
                    .describeTopics(List.of(defined.name()))
                    .topicNameValues()
                    .values()
                    .iterator()
                    .next()
                    .get()
                    .partitions())
            .hasSize(defined.partitions());
        defined
            .configs()
            .forEach(
                (key, value) -> assertThat(setting(admin, defined.name(), key)).isEqualTo(value));
      }
    }
  }

  @Test
  void provisioning_again_changes_nothing() {
    List<String> changes = new ArrayList<>();

    new Provisioner(Environment.singleBroker(bootstrapServers, registry), changes::add).provision();

    assertThat(changes).isEmpty();
  }

  @Test
  void two_at_once_both_succeed() throws Exception {
    for (String subject : subjects()) {
      delete("/subjects/" + subject);
      delete("/subjects/" + subject + "?permanent=true");
    }
    List<String> changes = Collections.synchronizedList(new ArrayList<>());
    Provisioner provisioner =
        new Provisioner(Environment.singleBroker(bootstrapServers, registry), changes::add);

    CompletableFuture<Void> one = CompletableFuture.runAsync(provisioner::provision);
    CompletableFuture<Void> other = CompletableFuture.runAsync(provisioner::provision);
    CompletableFuture.allOf(one, other).get(1, TimeUnit.MINUTES);

    assertThat(changes).isNotEmpty();
    assertThat(subjects()).contains(SUBJECT);
  }

  @Test
  void a_setting_that_somebody_changed_is_corrected() throws Exception {
    try (Admin admin = admin()) {
      ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "proxy.usage.v1");
      admin
          .incrementalAlterConfigs(
              Map.of(
                  topic,
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("retention.ms", "3600000"), AlterConfigOp.OpType.SET))))
          .all()
          .get();

      new Provisioner(Environment.singleBroker(bootstrapServers, registry), line -> {}).provision();

      assertThat(setting(admin, "proxy.usage.v1", "retention.ms")).isEqualTo("-1");
    }
  }

  @Test
  void both_apis_of_the_registry_show_the_same_schema() throws Exception {
    String confluent = get(CONFLUENT_API + "/subjects/" + SUBJECT + "/versions/latest");
    String core =
        get("/apis/registry/v3/groups/default/artifacts/" + SUBJECT + "/versions/1/content");

    assertThat(JsonMapper.shared().readTree(confluent).path("schema").asString()).isEqualTo(core);
  }

  @Test
  void a_version_that_could_not_read_all_older_ones_is_refused() throws Exception {
    String incompatible =
        """
        {"schema": "{\\"type\\":\\"record\\",\\"name\\":\\"UsageRecorded\\",\\"namespace\\":\\"io.flowmeter.events\\",\\"fields\\":[{\\"name\\":\\"x\\",\\"type\\":\\"string\\"}]}"}
        """;

    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(
                    URI.create(registry + CONFLUENT_API + "/subjects/" + SUBJECT + "/versions"))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(BodyPublishers.ofString(incompatible))
                .build());

    assertThat(answer.statusCode()).isEqualTo(409);
  }

  @Test
  void fewer_partitions_than_defined_and_an_unreachable_registry_are_both_named(
      @TempDir Path directory) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, Ports.free(), Ports.free());
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("proxy.usage.v1", 2, (short) 1))).all().get();
      int nothingListens = Ports.free();
      Provisioner provisioner =
          new Provisioner(
              Environment.singleBroker(
                  kafka.bootstrapServers(), "http://127.0.0.1:" + nothingListens),
              line -> {});

      assertThatThrownBy(provisioner::provision)
          .isInstanceOf(ProvisioningException.class)
          .hasMessageContaining("proxy.usage.v1 has 2 partitions, 6 are defined")
          .hasMessageContaining("http://127.0.0.1:" + nothingListens);
    }
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  private static String setting(Admin admin, String topic, String key) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      return admin
          .describeConfigs(List.of(resource))
          .values()
          .values()
          .iterator()
          .next()
          .get()
          .get(key)
          .value();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private List<String> subjects() throws Exception {
    return JsonMapper.shared()
        .readTree(get(CONFLUENT_API + "/subjects"))
        .valueStream()
        .map(JsonNode::asString)
        .toList();
  }

  private void delete(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(registry + CONFLUENT_API + path)).DELETE().build();
    assertThat(send(request).statusCode()).isEqualTo(200);
  }

  private String get(String path) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(registry + path)).build()).body();
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.ofString());
    }
  }
}
