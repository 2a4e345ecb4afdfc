package io.flowmeter.accounting.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class FailureTest {
  @Test
  void a_broker_that_does_not_answer_is_nobodys_fault() {
    assertThat(Failure.of(new TimeoutException("no metadata"))).isInstanceOf(Failure.Away.class);
    assertThat(Failure.of(new RuntimeException(new TimeoutException("expired"))))
        .isInstanceOf(Failure.Away.class);
  }

  @Test
  void what_no_broker_will_ever_take_is_the_events_own_fault() {
    assertThat(Failure.of(new RecordTooLargeException("2 MB"))).isInstanceOf(Failure.Own.class);
    assertThat(Failure.of(new SerializationException(new AvroRuntimeException("no such field"))))
        .isInstanceOf(Failure.Own.class);
    assertThat(Failure.of(new Failure.UndecodableException(new IllegalArgumentException("bytes"))))
        .isInstanceOf(Failure.Own.class);
  }

  @Test
  void what_an_operator_may_repair_never_kills_an_event() {
    assertThat(Failure.of(new SerializationException(new IOException("registry away"))))
        .isInstanceOf(Failure.Other.class);
    assertThat(Failure.of(new TopicAuthorizationException("denied")))
        .isInstanceOf(Failure.Other.class);
  }

  @Test
  void an_acknowledged_event_has_not_failed() {
    assertThat(Failure.of(CompletableFuture.completedFuture("offset 7"))).isNull();
  }
}
