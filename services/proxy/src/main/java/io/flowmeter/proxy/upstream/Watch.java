package io.flowmeter.proxy.upstream;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one call of Flowise within its limits. Times are {@link System#nanoTime}: they are
 * durations, not moments.
 */
public final class Watch {
  private final Limits limits;
  private final long startedNanos;
  private long phaseEndNanos;
  private long stopNanos;
  private boolean answering;
  private boolean stopRequested;
  private Ending.@Nullable Cause expired;
  private @Nullable Runnable abort;

  Watch(Limits limits, long nowNanos) {
    this.limits = limits;
    this.startedNanos = nowNanos;
    this.phaseEndNanos = nowNanos + limits.firstByte().toNanos();
    this.stopNanos = nowNanos + limits.total().toNanos();
  }

  /** Whoever started the call does not want it for longer than this from now. */
  public synchronized void stopAfter(Duration time) {
    long at = System.nanoTime() + time.toNanos();
    if (at - stopNanos >= 0) return;
    stopNanos = at;
    stopRequested = true;
  }

  /** What to do to the call when a limit is passed: it must make a blocked read fail. */
  synchronized void onExpiry(Runnable action) {
    abort = action;
    if (isOver()) action.run();
  }

  synchronized void byteArrived() {
    answering = true;
    phaseEndNanos = System.nanoTime() + limits.idle().toNanos();
  }

  /** Milliseconds since the call began. */
  long ageMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
  }

  synchronized void check(long nowNanos) {
    if (isOver()) return;
    if (nowNanos - stopNanos >= 0) expire(Ending.Cause.TOOK_TOO_LONG);
    else if (nowNanos - phaseEndNanos >= 0) {
      expire(answering ? Ending.Cause.FELL_SILENT : Ending.Cause.NO_FIRST_BYTE);
    }
  }

  /** Why the call was aborted, null while it was not. */
  synchronized @Nullable Ending verdict() {
    if (expired == null) return null;
    return expired == Ending.Cause.TOOK_TOO_LONG && stopRequested
        ? new Ending.Stopped()
        : new Ending.Failed(expired, "no answer within the time limit");
  }

  private boolean isOver() {
    return expired != null;
  }

  private void expire(Ending.Cause cause) {
    expired = cause;
    if (abort != null) abort.run();
  }
}
