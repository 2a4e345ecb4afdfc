package io.flowmeter.bench;

import io.flowmeter.bench.chat.Chatting;
import io.flowmeter.bench.chat.OpenStreams;
import io.flowmeter.bench.chat.Soaking;
import io.flowmeter.bench.growth.Growing;
import io.flowmeter.bench.hold.Holding;
import io.flowmeter.bench.identity.Refreshing;
import io.flowmeter.bench.ledger.Booking;
import io.flowmeter.bench.ledger.Replaying;
import io.flowmeter.bench.outbox.Publishing;
import io.flowmeter.bench.statistics.Summing;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** All that can be measured, in the order in which it is. */
final class Scenarios {
  static final SequencedMap<String, Scenario> ALL = all();

  private Scenarios() {}

  private static SequencedMap<String, Scenario> all() {
    SequencedMap<String, Scenario> all = new LinkedHashMap<>();
    all.put("refresh", Refreshing::run);
    all.put("holds", Holding::run);
    all.put("chat", Chatting::run);
    all.put("booking", Booking::run);
    all.put("rebuild", Replaying::run);
    all.put("statistics", Summing::run);
    all.put("outbox", Publishing::run);
    all.put("growth", Growing::run);
    all.put("streams", OpenStreams::run);
    all.put("start", Starting::run);
    all.put("soak", Soaking::run);
    return Collections.unmodifiableSequencedMap(all);
  }
}
