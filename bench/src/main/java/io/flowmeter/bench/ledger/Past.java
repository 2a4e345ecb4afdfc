package io.flowmeter.bench.ledger;

import io.flowmeter.bench.fact.Topics;
import io.flowmeter.bench.fact.Usages;
import io.flowmeter.bench.platform.Database;
import io.flowmeter.bench.platform.Platform;
import io.flowmeter.events.UsageRecorded;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.postgresql.PGConnection;

/**
 * Millions of usages that were booked some time ago: on their topic, behind the consumer's offsets,
 * and drawn from the ledgers by SQL. Booking them would take longer than all that is measured.
 */
final class Past {
  private static final String GROUP = "accounting-service";

  private Past() {}

  static void write(Platform platform, Topics topics, long events, int people) {
    platform.without(
        "accounting",
        () -> {
          Map<String, Integer> spent = new HashMap<>();
          Usages usages = new Usages(people);
          topics.produce(
              Topics.USAGE,
              events,
              number -> {
                UsageRecorded usage = usages.of(number);
                spent.merge(usage.getUserId(), Math.toIntExact(usage.getCredits()), Integer::sum);
                return usage;
              });
          try {
            consumed(platform.brokers());
            draw(platform.database(), spent);
          } catch (ExecutionException | InterruptedException | SQLException | IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void consumed(String brokers) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
      for (TopicDescription topic :
          admin.describeTopics(List.of(Topics.USAGE)).allTopicNames().get().values()) {
        topic
            .partitions()
            .forEach(
                partition ->
                    wanted.put(
                        new TopicPartition(topic.name(), partition.partition()),
                        OffsetSpec.latest()));
      }
      Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
      admin
          .listOffsets(wanted)
          .all()
          .get()
          .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end.offset())));
      admin.alterConsumerGroupOffsets(GROUP, ends).all().get();
    }
  }

  /** From the one grant that each of the bench's people has. */
  private static void draw(Database database, Map<String, Integer> spent)
      throws SQLException, IOException {
    StringBuilder lines = new StringBuilder();
    spent.forEach(
        (person, credits) -> lines.append(person).append('\t').append(credits).append('\n'));
    try (Connection connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("create temporary table drawn (person text primary key, credits bigint)");
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("copy drawn from stdin", new StringReader(lines.toString()));
      statement.execute(
          "update user_accounts set spent_credits = spent_credits + credits from drawn where user_id = person");
      statement.execute(
          "update credit_allocations set remaining_credits = remaining_credits - credits from drawn"
              + " where user_id = person");
    }
  }
}
