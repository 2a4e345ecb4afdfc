package io.flowmeter.proxy.chatflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.flowmeter.embedded.TestInfrastructure;
import io.flowmeter.proxy.upstream.ChatflowId;
import io.flowmeter.proxy.upstream.FlowCatalogue.Listing;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What Flowise's list does to ours. */
class ChatflowSyncTest {
  private static final String DATABASE = "sync_" + UUID.randomUUID().toString().replace("-", "");

  private final MongoClient client = MongoClients.create(TestInfrastructure.mongo().uri(DATABASE));
  private final Chatflows chatflows = new Chatflows(client.getDatabase(DATABASE));

  @AfterEach
  void close() {
    client.getDatabase(DATABASE).drop();
    client.close();
  }

  @Test
  void new_flows_are_created_and_known_ones_updated() {
    var first = sync(flows("a", "b"));
    var second = sync(flows("a", "b", "c"));

    assertThat(first.created()).isEqualTo(2);
    assertThat(second.totalFetched()).isEqualTo(3);
    assertThat(second.created()).isEqualTo(1);
    assertThat(second.updated()).isEqualTo(2);
    assertThat(second.errors()).isZero();
    assertThat(names()).containsExactly("flow a", "flow b", "flow c");
  }

  @Test
  void what_flowise_offers_no_more_is_deleted_and_comes_back_with_it() {
    sync(flows("a", "b"));

    assertThat(sync(flows("b")).deleted()).isEqualTo(1);
    assertThat(chatflows.findActive(new ChatflowId("a"))).isEmpty();
    assertThat(chatflows.find(new ChatflowId("a"))).isPresent();
    assertThat(sync(flows("a", "b")).created()).isZero();
    assertThat(chatflows.findActive(new ChatflowId("a"))).isPresent();
  }

  @Test // R8
  void an_empty_list_deletes_nothing() {
    sync(flows("a"));

    var report = sync(new Listing.Listed(List.of()));

    assertThat(report.deleted()).isZero();
    assertThat(report.errors()).isEqualTo(1);
    assertThat(names()).containsExactly("flow a");
  }

  @Test
  void a_failed_answer_deletes_nothing_and_is_told() {
    sync(flows("a"));

    var report = sync(new Listing.Failed("Flowise cannot be reached"));

    assertThat(report.deleted()).isZero();
    assertThat(report.errorDetails().getFirst().error()).isEqualTo("Flowise cannot be reached");
    assertThat(names()).containsExactly("flow a");
  }

  @Test
  void a_flow_that_cannot_be_read_stays_as_it_was() {
    sync(flows("a", "b"));
    var nameless = JsonNodeFactory.instance.objectNode().put("id", "a");

    var report = sync(new Listing.Listed(List.of(nameless, flow("b"))));

    assertThat(report.errors()).isEqualTo(1);
    assertThat(report.deleted()).isZero();
    assertThat(names()).containsExactly("flow a", "flow b");
  }

  @Test
  void a_dry_run_tells_what_a_round_would_do_and_does_nothing() {
    sync(flows("a", "b"));
    var round = new ChatflowSync(() -> flows("b", "c"), chatflows, later());

    var preview = round.run(true);

    assertThat(names()).containsExactly("flow a", "flow b");
    assertThat(preview.deleted()).isEqualTo(1);
    assertThat(round.run()).isEqualTo(preview);
    assertThat(names()).containsExactly("flow b", "flow c");
  }

  @Test
  void what_an_administrator_allowed_survives_a_sync() {
    sync(flows("a"));
    chatflows.allowOverrides(new ChatflowId("a"), List.of("temperature"));

    sync(flows("a"));

    assertThat(chatflows.overridable(new ChatflowId("a"))).containsExactly("temperature");
    assertThat(chatflows.overridable(new ChatflowId("unknown"))).isEmpty();
  }

  private ChatflowSync.Report sync(Listing listing) {
    return new ChatflowSync(() -> listing, chatflows, later()).run();
  }

  /** Each round is later than the one before, however coarse the clock. */
  private Clock later() {
    now = Clock.offset(now, Duration.ofSeconds(1));
    return now;
  }

  private Clock now = Clock.systemUTC();

  private static Listing flows(String... ids) {
    return new Listing.Listed(Arrays.stream(ids).map(ChatflowSyncTest::flow).toList());
  }

  private static JsonNode flow(String id) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id)
        .put("name", "flow " + id)
        .put("flowData", "{\"nodes\":[{\"data\":{\"a.b\":1,\"$where\":2}}]}");
  }

  private List<String> names() {
    var names = new ArrayList<String>();
    for (Document row : chatflows.active()) names.add(row.getString("name"));
    return names;
  }
}
