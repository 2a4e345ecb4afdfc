package io.flowmeter.launcher.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
  private static final byte[] VALUE = {0, 1, 2};

  private final DeadLetter letter =
      letter(
          Map.of(
              "ce_id", "e1",
              "dlt_reason", "IllegalArgumentException: no",
              "dlt_group", "accounting",
              "dlt_topic", "proxy.usage.v1",
              "dlt_partition", "4",
              "dlt_offset", "99"));

  @Test
  void it_says_where_it_came_from_and_why() {
    assertThat(letter.place()).isEqualTo("proxy.usage.v1.dlt-2@17");
    assertThat(letter.origin()).isEqualTo("proxy.usage.v1-4@99");
    assertThat(letter.group()).isEqualTo("accounting");
    assertThat(letter.reason()).isEqualTo("IllegalArgumentException: no");
  }

  @Test
  void the_original_has_its_key_bytes_partition_and_headers_and_none_of_ours() {
    ProducerRecord<String, byte[]> original = letter.original(6);

    assertThat(original.topic()).isEqualTo("proxy.usage.v1");
    assertThat(original.partition()).isEqualTo(4);
    assertThat(original.key()).isEqualTo("user-1");
    assertThat(original.value()).isEqualTo(VALUE);
    assertThat(original.headers()).extracting(Header::key).containsExactly("ce_id");
  }

  @Test
  void a_partition_that_its_topic_has_not_is_left_to_the_key() {
    assertThat(letter.original(3).partition()).isNull();
  }

  @Test
  void without_headers_the_name_of_the_topic_says_it() {
    ProducerRecord<String, byte[]> original = letter(Map.of()).original(6);

    assertThat(original.topic()).isEqualTo("proxy.usage.v1");
    assertThat(original.partition()).isNull();
  }

  private static DeadLetter letter(Map<String, String> headers) {
    var record = new ConsumerRecord<>("proxy.usage.v1.dlt", 2, 17, "user-1", VALUE);
    headers.forEach(
        (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return new DeadLetter(record);
  }
}
