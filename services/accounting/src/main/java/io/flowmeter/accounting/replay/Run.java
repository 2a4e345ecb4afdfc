package io.flowmeter.accounting.replay;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rebuild, as its administrator sees it.
 *
 * @param until null compares with what is live now; else what balances were then is asked
 * @param differing people whose ledger is not the fold of the topics' facts
 */
record Run(
    long id,
    State state,
    boolean apply,
    @Nullable Instant until,
    String startedBy,
    Instant startedAt,
    Instant updatedAt,
    @Nullable Instant finishedAt,
    long eventsRead,
    long eventsTotal,
    long people,
    long differing,
    @Nullable String message,
    List<Difference> differences) {

  enum State {
    READING,
    COMPARING,
    APPLYING,
    FINISHED,
    INTERRUPTED,
    FAILED;

    boolean isOver() {
      return switch (this) {
        case READING, COMPARING, APPLYING -> false;
        case FINISHED, INTERRUPTED, FAILED -> true;
      };
    }
  }

  /**
   * One person's difference.
   *
   * @param live balance as it is stored
   * @param rebuilt balance by the topics
   * @param missing facts of the topics that are not stored
   * @param unknown stored facts that no topic has, or that a topic tells otherwise
   */
  record Difference(String userId, long live, long rebuilt, int missing, int unknown) {}
}
