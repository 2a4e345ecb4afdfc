package io.flowmeter.accounting.replay;

import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.identity.UserId;
import java.util.Comparator;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A fact as a topic has it.
 *
 * @param fact null where it only says that there is such a person
 */
record StoredFact(UserId userId, @Nullable Fact fact, Place place) {
  static final Comparator<StoredFact> BY_PLACE =
      Comparator.<StoredFact, String>comparing(fact -> fact.place().partition().topic())
          .thenComparingInt(fact -> fact.place().partition().partition())
          .thenComparingLong(fact -> fact.place().offset());

  record Place(TopicPartition partition, long offset) {}
}
