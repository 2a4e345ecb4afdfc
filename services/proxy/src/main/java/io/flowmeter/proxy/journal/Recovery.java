package io.flowmeter.proxy.journal;

import io.flowmeter.proxy.completion.Settlement;
import io.flowmeter.proxy.completion.Transcript;
import io.flowmeter.proxy.upstream.Ending;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles as interrupted what an instance has begun and, being gone, will not end: at the start and
 * then again and again, on any instance.
 */
final class Recovery {
  private static final Logger log = LoggerFactory.getLogger(Recovery.class);
  private static final int BATCH = 100;

  private final Journal journal;
  private final Settlement.Rules rules;
  private final Clock clock;

  Recovery(Journal journal, Settlement.Rules rules, Clock clock) {
    this.journal = journal;
    this.rules = rules;
    this.clock = clock;
  }

  /** Returns how many were settled. */
  int run() {
    int settled = 0;
    List<Journal.Abandoned> batch;
    do {
      batch = journal.abandoned(BATCH);
      int before = settled;
      for (Journal.Abandoned entry : batch) if (settle(entry)) settled++;
      // Others are at it, too: what they settle is not ours to look for again.
      if (settled == before) break;
    } while (batch.size() == BATCH);
    return settled;
  }

  private boolean settle(Journal.Abandoned entry) {
    var settlement =
        Settlement.of(
            entry.completion(),
            new Ending.Stopped(),
            Transcript.ofAnswer(entry.shown()),
            entry.delivered(),
            clock.instant(),
            rules);
    boolean ours = journal.settleAbandoned(entry, settlement);
    if (ours) {
      log.warn(
          "completionId={} was interrupted, charged {} credits",
          entry.completion().id(),
          settlement.credits().amount());
    }
    return ours;
  }
}
