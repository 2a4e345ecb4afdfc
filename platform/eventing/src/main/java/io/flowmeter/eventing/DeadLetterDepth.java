package io.flowmeter.eventing;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How many dead letters each topic has, whoever set them aside. The broker is asked when somebody
 * looks, at most every {@link #VALIDITY}, and nobody waits for its answer: a look shows what was
 * known before, and nothing until anything is.
 */
final class DeadLetterDepth {
  private static final Duration VALIDITY = Duration.ofSeconds(10);

  private final Admin admin;
  private final AtomicLong nextAskNanos = new AtomicLong(System.nanoTime());
  private volatile Map<Topic, Long> known = Map.of();

  DeadLetterDepth(Admin admin, MeterRegistry metrics) {
    this.admin = admin;
    for (Topic topic : Topic.values()) {
      Gauge.builder("flowmeter.dead.letters.kept", () -> of(topic))
          .tag("topic", topic.topicName())
          .register(metrics);
    }
  }

  private double of(Topic topic) {
    ask();
    Long depth = known.get(topic);
    return depth == null ? Double.NaN : depth;
  }

  private void ask() {
    long due = nextAskNanos.get();
    long now = System.nanoTime();
    if (now - due < 0 || !nextAskNanos.compareAndSet(due, now + VALIDITY.toNanos())) return;
    // A broker that is away leaves the last answer; /health tells of it.
    var _ =
        partitions()
            .thenCompose(this::depths)
            .whenComplete((depths, failure) -> keep(depths, failure));
  }

  private void keep(@Nullable Map<Topic, Long> depths, @Nullable Throwable failure) {
    if (failure == null && depths != null) known = depths;
  }

  private CompletableFuture<Map<String, TopicDescription>> partitions() {
    return admin
        .describeTopics(Stream.of(Topic.values()).map(Topic::dlt).toList())
        .allTopicNames()
        .toCompletionStage()
        .toCompletableFuture();
  }

  private CompletableFuture<Map<Topic, Long>> depths(Map<String, TopicDescription> topics) {
    return offsets(topics, OffsetSpec.earliest())
        .thenCombine(offsets(topics, OffsetSpec.latest()), DeadLetterDepth::between);
  }

  private CompletableFuture<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
      Map<String, TopicDescription> topics, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    topics.forEach(
        (name, description) ->
            description
                .partitions()
                .forEach(each -> wanted.put(new TopicPartition(name, each.partition()), which)));
    return admin.listOffsets(wanted).all().toCompletionStage().toCompletableFuture();
  }

  private static Map<Topic, Long> between(
      Map<TopicPartition, ListOffsetsResultInfo> first,
      Map<TopicPartition, ListOffsetsResultInfo> last) {
    Map<Topic, Long> depths = new EnumMap<>(Topic.class);
    for (Topic topic : Topic.values()) {
      long depth = 0;
      for (var end : last.entrySet()) {
        if (!end.getKey().topic().equals(topic.dlt())) continue;
        var start = Objects.requireNonNull(first.get(end.getKey()));
        depth += end.getValue().offset() - start.offset();
      }
      depths.put(topic, depth);
    }
    return depths;
  }
}
