package io.flowmeter.eventing;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;

/**
 * Sets records aside that cannot be read or applied: to {@code <topic>.dlt}, same key, same bytes
 * and headers, with {@code dlt_reason}, {@code dlt_group}, {@code dlt_topic}, {@code dlt_partition}
 * and {@code dlt_offset} added.
 */
public final class DeadLetters {
  private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
  private static final int MAX_REASON_CHARS = 1_000;

  private final KafkaOperations<String, byte[]> kafka;
  private final String group;
  private final Duration limit;
  private final MeterRegistry metrics;

  DeadLetters(
      KafkaOperations<String, byte[]> kafka, String group, Duration limit, MeterRegistry metrics) {
    this.kafka = kafka;
    this.group = group;
    this.limit = limit;
    this.metrics = metrics;
  }

  /**
   * Returns once the broker has the dead letter, so that the record's offset may be committed.
   *
   * @throws PublishingException if it does not take it: the record must be consumed again
   */
  public void send(ConsumerRecord<String, Received> record, String reason) {
    log.error(
        "dead letter: topic={} partition={} offset={} reason={}",
        record.topic(),
        record.partition(),
        record.offset(),
        reason);
    try {
      kafka.send(letter(record, reason)).get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishingException("interrupted while setting a record aside", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new PublishingException("the dead letter was not acknowledged", e);
    }
    metrics.counter("flowmeter.dead.letters", "topic", record.topic()).increment();
  }

  private ProducerRecord<String, byte[]> letter(
      ConsumerRecord<String, Received> record, String reason) {
    byte[] raw = record.value() == null ? null : record.value().raw();
    var letter =
        new ProducerRecord<>(
            Topic.dltOf(record.topic()), null, record.key(), raw, record.headers());
    Headers headers = letter.headers();
    header(headers, "dlt_reason", reason.substring(0, Math.min(reason.length(), MAX_REASON_CHARS)));
    header(headers, "dlt_group", group);
    header(headers, "dlt_topic", record.topic());
    header(headers, "dlt_partition", Integer.toString(record.partition()));
    header(headers, "dlt_offset", Long.toString(record.offset()));
    return letter;
  }

  private static void header(Headers headers, String name, String value) {
    headers.remove(name);
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
