package io.flowmeter.system.platform;

import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One record of a topic, read with nothing but its schema id and the registry. */
public record Fact(
    ConsumerRecord<String, byte[]> source, GenericRecord value, Map<String, String> headers) {

  public String name() {
    return value.getSchema().getName();
  }

  public String key() {
    return source.key();
  }

  public String text(String field) {
    return String.valueOf(value.get(field));
  }

  public long number(String field) {
    return ((Number) value.get(field)).longValue();
  }
}
