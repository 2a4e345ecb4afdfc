package io.flowmeter.accounting.replay;

import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import jakarta.annotation.PreDestroy;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Runs rebuilds, one at a time over all instances. */
@Component
class Rebuilds {
  private static final Logger log = LoggerFactory.getLogger(Rebuilds.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final Runs runs;
  private final Shadow shadow;
  private final FactTopics topics;
  private final Filling filling;
  private final Comparison comparison;
  private final PastBalances balances;
  private final RebuildLock lock;
  private volatile @Nullable Thread running;
  private volatile boolean stopping;

  Rebuilds(
      Runs runs,
      Shadow shadow,
      FactTopics topics,
      Filling filling,
      Comparison comparison,
      PastBalances balances,
      RebuildLock lock) {
    this.runs = runs;
    this.shadow = shadow;
    this.topics = topics;
    this.filling = filling;
    this.comparison = comparison;
    this.balances = balances;
    this.lock = lock;
  }

  /** The newest one; one whose process is gone counts as interrupted. */
  Optional<Run> last() {
    Optional<Run> last = runs.last();
    if (last.isEmpty() || last.get().state().isOver() || !lock.isFree()) return last;
    // It may just have ended.
    last = runs.last();
    last.filter(run -> !run.state().isOver())
        .ifPresent(run -> runs.end(run.id(), Run.State.INTERRUPTED, "its process is gone"));
    return runs.last();
  }

  /** Starts one; one of the same kind that was interrupted goes on where it stopped. */
  Run start(boolean apply, @Nullable Instant until, UserId by) {
    RebuildLock.Held held = lock.take();
    try {
      Optional<Run> resumable =
          runs.last()
              .filter(run -> run.state() == Run.State.INTERRUPTED || !run.state().isOver())
              .filter(run -> run.apply() == apply && Objects.equals(run.until(), until))
              .filter(_ -> shadow.exists());
      topics.requireComplete();
      long id;
      if (resumable.isPresent()) {
        id = resumable.get().id();
        runs.resume(id);
      } else {
        shadow.create();
        id = runs.insert(apply, until, by.value());
      }
      running = Thread.ofVirtual().name("ledger-rebuild").start(() -> run(held, id, apply, until));
      return runs.last().orElseThrow();
    } catch (IllegalStateException e) {
      held.close();
      throw new ApiException(409, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      held.close();
      throw e;
    }
  }

  private void run(RebuildLock.Held held, long id, boolean apply, @Nullable Instant until) {
    try {
      filling.fill(
          (read, total) -> {
            runs.progress(id, read, total, 0);
            return !isInterrupted(id);
          });
      if (isInterrupted(id)) throw new Interrupted();
      runs.enter(id, Run.State.COMPARING);
      shadow.forgetPeople();
      if (until != null) balancesAt(id, until);
      else compare(id, apply);
      runs.end(id, Run.State.FINISHED, null);
    } catch (Interrupted e) {
      runs.end(id, Run.State.INTERRUPTED, null);
    } catch (RuntimeException e) {
      log.warn("the rebuild of the ledger failed", e);
      runs.end(id, Run.State.FAILED, e.getMessage());
    } finally {
      held.close();
      running = null;
    }
  }

  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private void compared(long id, Run so, AtomicLong people, int more) {
    // In order, so that the last word is the largest number.
    synchronized (people) {
      runs.progress(id, so.eventsRead(), so.eventsTotal(), people.addAndGet(more));
    }
    if (isInterrupted(id)) throw new Interrupted();
  }

  private boolean isInterrupted(long id) {
    return stopping || runs.isInterrupting(id);
  }

  private void compare(long id, boolean apply) {
    AtomicLong people = new AtomicLong();
    Run before = runs.last().orElseThrow();
    Set<UserId> suspects = comparison.firstLook(more -> compared(id, before, people, more));
    if (apply) runs.enter(id, Run.State.APPLYING);
    List<Run.Difference> differences = comparison.secondLook(suspects, apply);
    runs.found(id, differences);
  }

  private void balancesAt(long id, Instant until) {
    AtomicLong people = new AtomicLong();
    Run before = runs.last().orElseThrow();
    balances.fold(until, more -> compared(id, before, people, more));
  }

  /** Everybody's balance at the moment that the newest rebuild was asked for. */
  void writeBalances(PrintWriter out) {
    Run run = runs.last().orElseThrow(() -> new ApiException(404, "There was no rebuild"));
    if (run.until() == null || run.state() != Run.State.FINISHED || !shadow.exists()) {
      throw new ApiException(409, "The newest rebuild was not asked for balances, or is not over");
    }
    balances.write(out);
  }

  /** Asks the running one to stop; what it has read so far is kept. */
  Run interrupt() {
    Run run = last().orElseThrow(() -> new ApiException(404, "There was no rebuild"));
    if (!runs.requestInterrupt(run.id())) throw new ApiException(409, "No rebuild is running");
    return runs.last().orElseThrow();
  }

  @PreDestroy
  void stop() throws InterruptedException {
    stopping = true;
    Thread thread = running;
    if (thread != null) thread.join(STOP_LIMIT);
  }
}
