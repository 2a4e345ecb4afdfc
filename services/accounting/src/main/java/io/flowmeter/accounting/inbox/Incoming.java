package io.flowmeter.accounting.inbox;

import io.flowmeter.eventing.Received;
import io.flowmeter.events.UsageRecorded;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** An event that could be read, with the record it came in. */
@SuppressWarnings("ArrayRecordComponent") // compared by content where it is compared
record Incoming<E>(
    ConsumerRecord<String, Received> record, UUID eventId, byte[] contentHash, E meaning) {

  /** Null for what is no usage. */
  @Nullable UUID completionId() {
    return record.value() instanceof Received.Event(UsageRecorded usage, byte[] _)
        ? usage.getCompletionId()
        : null;
  }
}
