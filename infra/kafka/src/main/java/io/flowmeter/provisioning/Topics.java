package io.flowmeter.provisioning;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics' half of provisioning. */
final class Topics {

  private final Environment environment;
  private final Consumer<String> progress;

  Topics(Environment environment, Consumer<String> progress) {
    this.environment = environment;
    this.progress = progress;
  }

  List<String> provision(List<TopicDefinition> definitions) {
    int timeoutMillis = Math.toIntExact(environment.timeout().toMillis());
    Map<String, Object> client =
        new HashMap<>(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, environment.bootstrapServers(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis));
    client.putAll(environment.kafkaProperties());
    List<String> problems = new ArrayList<>();
    try (Admin admin = Admin.create(client)) {
      Map<String, TopicDescription> present = describe(admin, definitions);
      for (TopicDefinition definition : definitions) {
        TopicDescription description = present.get(definition.name());
        if (description == null) {
          create(admin, definition);
          continue;
        }
        int partitions = description.partitions().size();
        if (partitions < definition.partitions()) {
          problems.add(tooFewPartitions(definition, partitions));
        }
      }
      correctConfigs(
          admin, definitions.stream().filter(d -> present.containsKey(d.name())).toList());
    } catch (ExecutionException e) {
      problems.add(
          "Kafka at %s: %s"
              .formatted(
                  environment.bootstrapServers(), Objects.requireNonNullElse(e.getCause(), e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      problems.add("interrupted while creating topics");
    }
    return problems;
  }

  private static String tooFewPartitions(TopicDefinition definition, int partitions) {
    return "topic %s has %d partitions, %d are defined; adding some would move keys to other partitions and break their order: copy it into a new topic"
        .formatted(definition.name(), partitions, definition.partitions());
  }

  private static Map<String, TopicDescription> describe(
      Admin admin, List<TopicDefinition> definitions)
      throws ExecutionException, InterruptedException {
    Map<String, TopicDescription> present = new HashMap<>();
    Map<String, KafkaFuture<TopicDescription>> answers =
        admin
            .describeTopics(definitions.stream().map(TopicDefinition::name).toList())
            .topicNameValues();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> answer : answers.entrySet()) {
      try {
        present.put(answer.getKey(), answer.getValue().get());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
    return present;
  }

  private void create(Admin admin, TopicDefinition definition)
      throws ExecutionException, InterruptedException {
    NewTopic topic =
        new NewTopic(definition.name(), definition.partitions(), environment.replicationFactor())
            .configs(configs(definition));
    try {
      admin.createTopics(List.of(topic)).all().get();
      progress.accept("topic " + definition.name() + " created");
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  /** With replicas, an acknowledged record is on all but one of them. */
  private Map<String, String> configs(TopicDefinition definition) {
    Map<String, String> configs = new HashMap<>(definition.configs());
    configs.putIfAbsent(
        "min.insync.replicas", Integer.toString(Math.max(1, environment.replicationFactor() - 1)));
    return configs;
  }

  private void correctConfigs(Admin admin, List<TopicDefinition> present)
      throws ExecutionException, InterruptedException {
    Map<ConfigResource, TopicDefinition> resources =
        present.stream()
            .collect(toMap(d -> new ConfigResource(ConfigResource.Type.TOPIC, d.name()), d -> d));
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    for (Map.Entry<ConfigResource, Config> live :
        admin.describeConfigs(resources.keySet()).all().get().entrySet()) {
      TopicDefinition definition = Objects.requireNonNull(resources.get(live.getKey()));
      List<AlterConfigOp> ops = differences(definition, live.getValue()).toList();
      if (!ops.isEmpty()) {
        changes.put(live.getKey(), ops);
        progress.accept("topic " + definition.name() + " corrected: " + ops);
      }
    }
    if (!changes.isEmpty()) {
      admin.incrementalAlterConfigs(changes).all().get();
    }
  }

  private static Stream<AlterConfigOp> differences(TopicDefinition definition, Config live) {
    return definition.configs().entrySet().stream()
        .filter(
            wanted -> {
              ConfigEntry entry = live.get(wanted.getKey());
              return entry == null || !wanted.getValue().equals(entry.value());
            })
        .map(
            wanted ->
                new AlterConfigOp(
                    new ConfigEntry(wanted.getKey(), wanted.getValue()), AlterConfigOp.OpType.SET));
  }
}
