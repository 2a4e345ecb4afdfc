package io.flowmeter.accounting.replay;

import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.eventing.Topic;
import io.flowmeter.identity.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One person's facts, told and stored. */
record PersonsFacts(Map<UUID, Told> told, Map<UUID, Fact> stored) {

  PersonsFacts(Map<UUID, Told> told, List<Fact> live) {
    Map<UUID, Fact> byId = new HashMap<>();
    live.forEach(fact -> byId.put(fact.at().eventId(), fact));
    this(told, byId);
  }

  List<Fact> truth(Map<TopicPartition, Long> consumed) {
    List<Fact> truth = new ArrayList<>();
    for (Told each : told.values()) {
      if (each.fact() == null) continue;
      if (stored.containsKey(each.fact().at().eventId()) || !isPending(each, consumed)) {
        truth.add(each.fact());
      }
    }
    return truth;
  }

  // Not consumed yet, for all we know: it will have its effect in its time.
  private static boolean isPending(Told each, Map<TopicPartition, Long> consumed) {
    return each.place() != null
        && !each.place().partition().topic().equals(Topic.CREDITS_NAME)
        && each.place().offset() >= consumed.getOrDefault(each.place().partition(), 0L);
  }

  boolean isToBeKnown(Map<TopicPartition, Long> consumed) {
    return told.values().stream().anyMatch(each -> !isPending(each, consumed));
  }

  /** Told, and not stored like that. */
  List<StoredFact.Place> missing(Map<TopicPartition, Long> consumed) {
    List<StoredFact.Place> missing = new ArrayList<>();
    for (Told each : told.values()) {
      if (each.fact() == null || each.place() == null || isPending(each, consumed)) continue;
      if (!each.fact().equals(stored.get(each.fact().at().eventId()))) missing.add(each.place());
    }
    return missing;
  }

  /** Stored, and not told like that. */
  List<UUID> unknown() {
    List<UUID> unknown = new ArrayList<>();
    stored.forEach(
        (id, fact) -> {
          Told as = told.get(id);
          if (as == null || !fact.equals(as.fact())) unknown.add(id);
        });
    return unknown;
  }

  void plan(UserId user, Map<TopicPartition, Long> consumed, Repair.Plan plan) {
    plan.remove(user, unknown());
    plan.redeliver(missing(consumed));
    for (Told each : told.values()) {
      if (each.fact() == null && each.place() != null && !isPending(each, consumed)) {
        plan.redeliver(List.of(each.place()));
      } else if (each.fact() != null && !stored.containsKey(each.fact().at().eventId())) {
        plan.forget(List.of(each.fact().at().eventId()));
      }
    }
  }

  /**
   * What topics, or the outbox that has yet to be published, say.
   *
   * @param place null in the outbox
   */
  record Told(@Nullable Fact fact, StoredFact.@Nullable Place place) {}
}
