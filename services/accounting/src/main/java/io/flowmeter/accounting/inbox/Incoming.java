package io.flowmeter.accounting.inbox;

import io.flowmeter.eventing.Received;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** An event that could be read, with the record it came in. */
@SuppressWarnings("ArrayRecordComponent") // compared by content where it is compared
record Incoming<E>(
    ConsumerRecord<String, Received> record, UUID eventId, byte[] contentHash, E meaning) {}
