package io.flowmeter.accounting.replay;

import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.identity.UserId;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A fact as a topic has it.
 *
 * @param fact null where it only says that there is such a person
 */
record StoredFact(UserId userId, @Nullable Fact fact, Place place) {

  record Place(TopicPartition partition, long offset) {}
}
