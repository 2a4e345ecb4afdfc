package io.flowmeter.eventing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;

/** What the first fact of a service need not wait for. */
class WarmUpTest {
  private final Serde serde = new Serde();

  @Test
  void a_fact_is_written_and_read_once_with_the_settings_of_real_ones() {
    warmUp();

    assertThat(serde.calls)
        .containsExactly("for producer", "for consumer", "write", "read", "open", "close", "close");
  }

  @Test
  void a_registry_that_is_away_is_no_failure() {
    serde.registryAway = true;

    warmUp();

    assertThat(serde.calls).endsWith("write", "close", "close");
  }

  private void warmUp() {
    WarmUp.run(
        serde,
        Map.of("side", "producer"),
        serde,
        Map.of("side", "consumer"),
        () -> {
          serde.calls.add("open");
          return new MockProducer<>();
        });
  }

  private static final class Serde implements Serializer<SpecificRecord>, Deserializer<Object> {
    private final List<String> calls = new ArrayList<>();
    private boolean registryAway;
    private SpecificRecord written = Facts.deleted(new EventIds().next(), "anna");

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
      calls.add("for " + settings.get("side"));
    }

    @Override
    public byte[] serialize(String topic, SpecificRecord fact) {
      calls.add("write");
      if (registryAway) throw new SerializationException("the registry is away");
      assertThat(Topic.of(fact).topicName()).isEqualTo(topic);
      written = fact;
      return new byte[] {1};
    }

    @Override
    public Object deserialize(String topic, byte[] data) {
      calls.add("read");
      return written;
    }

    @Override
    public void close() {
      calls.add("close");
    }
  }
}
