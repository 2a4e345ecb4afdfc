package io.flowmeter.launcher.event;

import io.flowmeter.launcher.client.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts dead letters back, and remembers up to where, as a consumer group does. */
final class Replay {
  private static final String GROUP = "flowmeter-dlt-replay";

  private Replay() {}

  static Map<String, Object> settings(Broker broker) {
    Map<String, Object> settings = new HashMap<>(broker.settings());
    settings.put("group.id", GROUP);
    return settings;
  }

  /** Up to which offset of each partition dead letters were put back. */
  record Done(Map<TopicPartition, OffsetAndMetadata> upTo) {

    static Done of(TopicReader reader, Collection<DeadLetter> letters) {
      var partitions = letters.stream().map(DeadLetter::partition).collect(Collectors.toSet());
      return new Done(reader.consumer().committed(partitions, TopicReader.LIMIT));
    }

    boolean includes(DeadLetter letter) {
      OffsetAndMetadata next = upTo.get(letter.partition());
      return next != null && letter.record().offset() < next.offset();
    }
  }

  /**
   * @param remember that all up to these are done; not where they were picked by hand
   * @throws Refusal if the broker does not take one; then none is remembered, and all may be
   *     repeated
   */
  static void run(Broker broker, TopicReader reader, List<DeadLetter> letters, boolean remember)
      throws InterruptedException {
    Map<String, Object> settings = new HashMap<>(broker.settings());
    settings.remove("enable.auto.commit");
    settings.put("acks", "all");
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (DeadLetter letter : letters) {
        sent.add(producer.send(letter.original(reader.partitions(letter.topic()).size())));
        next.merge(
            letter.partition(),
            new OffsetAndMetadata(letter.record().offset() + 1),
            (one, other) -> one.offset() > other.offset() ? one : other);
      }
      for (Future<RecordMetadata> each : sent) each.get();
    } catch (ExecutionException e) {
      throw new Refusal(0, "Kafka did not take a record: " + e.getCause());
    }
    if (remember) reader.consumer().commitSync(next, TopicReader.LIMIT);
  }
}
