package io.flowmeter.eventing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventCodecTest {
  private final UUID id = new EventIds().next();

  @Test
  void a_fact_survives_the_outbox_unchanged() {
    var fact = Facts.deleted(id, "65a1b2c3d4e5f60718293a4b");

    assertThat(EventCodec.decode(EventCodec.encode(fact))).isEqualTo(fact);
  }

  @Test
  void bytes_of_an_unknown_schema_are_refused() {
    byte[] bytes = EventCodec.encode(Facts.deleted(id, "anna"));
    bytes[5]++;

    assertThatThrownBy(() -> EventCodec.decode(bytes)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> EventCodec.decode(new byte[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ids_grow_with_time() {
    var ids = new EventIds();

    assertThat(ids.next().version()).isEqualTo(7);
    assertThat(ids.next().toString()).isGreaterThan(id.toString());
  }

  @Test
  void every_fact_has_one_topic_and_an_envelope() {
    var fact = Facts.deleted(id, "anna");

    assertThat(Topic.of(fact)).isEqualTo(Topic.AUTH_USERS);
    assertThat(Envelope.of(fact)).isEqualTo(new Envelope(id, Facts.NOW, "anna"));
  }
}
