package io.flowmeter.auth.bulk;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far an import is.
 *
 * @param state running, done or interrupted; then the same file may be sent again: what was done is
 *     skipped
 * @param summary rows by their status
 */
record ImportJob(
    String id,
    String state,
    boolean dryRun,
    int total,
    int processed,
    Map<String, Integer> summary,
    Instant startedAt,
    Instant updatedAt,
    @Nullable Instant finishedAt) {
  static final String RUNNING = "running";
  static final String DONE = "done";
  static final String INTERRUPTED = "interrupted";

  /** A process that was killed cannot say so. */
  ImportJob asSeen(Instant now, Duration silence) {
    if (!state.equals(RUNNING) || now.isBefore(updatedAt.plus(silence))) return this;
    return new ImportJob(
        id, INTERRUPTED, dryRun, total, processed, summary, startedAt, updatedAt, updatedAt);
  }
}
