package io.flowmeter.proxy.chat;

import com.mongodb.MongoException;
import io.flowmeter.proxy.completion.Authorised;
import io.flowmeter.proxy.completion.CompletionId;
import io.flowmeter.proxy.journal.Recorded;
import io.flowmeter.proxy.session.SessionId;
import io.flowmeter.proxy.session.Sessions;
import io.flowmeter.proxy.upstream.Ask;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.scheduling.annotation.Scheduled;

/** The completions that this instance is making. */
class Runs implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Runs.class);

  private final Run.Parts parts;
  private final Sessions sessions;
  private final Semaphore places;
  private final Set<Run> running = ConcurrentHashMap.newKeySet();

  Runs(Run.Parts parts, Sessions sessions) {
    this.parts = parts;
    this.sessions = sessions;
    this.places = new Semaphore(parts.settings().maxOpenCompletions());
  }

  Instant now() {
    return parts.clock().instant();
  }

  ChatSettings settings() {
    return parts.settings();
  }

  Optional<Recorded> find(CompletionId id) {
    return parts.journal().find(id);
  }

  /** A place for a run, to be given back unless it is started. */
  boolean reserve() {
    return places.tryAcquire();
  }

  void giveBack() {
    places.release();
  }

  /** Journals it, then asks Flowise on a thread of its own. */
  Run start(Authorised completion, Ask ask, String requestHash) {
    parts.journal().begin(completion, requestHash);
    var run = new Run(parts, completion, ask);
    running.add(run);
    parts.metrics().openCompletions().incrementAndGet();
    var trace = MDC.getCopyOfContextMap();
    Thread.ofVirtual()
        .name("completion-" + completion.id())
        .start(
            () -> {
              if (trace != null) MDC.setContextMap(trace);
              execute(run);
            });
    return run;
  }

  private void execute(Run run) {
    try {
      run.execute(() -> leave(run));
    } finally {
      parts.journal().leave(run.completion().id());
      running.remove(run);
      parts.metrics().openCompletions().decrementAndGet();
      places.release();
    }
  }

  private void leave(Run run) {
    Authorised completion = run.completion();
    try {
      sessions.leave(new SessionId(completion.sessionId()), completion.id().value());
    } catch (MongoException away) {
      log.warn(
          "sessionId={} stays taken until its lease ends: {}",
          completion.sessionId(),
          away.toString());
    }
  }

  /** Notes for recovery who has a first token. An answer that ends before needs no note. */
  @Scheduled(fixedDelayString = "${flowmeter.proxy.delivery-interval:100ms}")
  void noteDeliveries() {
    List<Run> unnoted = running.stream().filter(Run::isDeliveryUnnoted).toList();
    if (unnoted.isEmpty()) return;
    try {
      parts.journal().delivered(unnoted.stream().map(run -> run.completion().id()).toList());
      unnoted.forEach(Run::deliveryNoted);
    } catch (MongoException away) {
      log.warn("deliveries are not noted, the store does not answer: {}", away.toString());
    }
  }

  @Scheduled(
      initialDelayString = "${flowmeter.proxy.progress-interval:5s}",
      fixedDelayString = "${flowmeter.proxy.progress-interval:5s}")
  void renew() {
    if (running.isEmpty()) return;
    try {
      sessions.renew(
          running.stream()
              .map(Run::completion)
              .collect(
                  Collectors.toMap(
                      completion -> new SessionId(completion.sessionId()),
                      completion -> completion.id().value(),
                      (UUID a, UUID b) -> b)));
      running.forEach(Run::saveProgress);
    } catch (MongoException away) {
      log.warn("leases are not renewed, the store does not answer: {}", away.toString());
    }
  }

  /** Lets the answers end that are being made; what does not is left to recovery. */
  @Override
  public void close() {
    long deadline = System.nanoTime() + parts.settings().shutdownWait().toNanos();
    for (Run run : running) {
      try {
        long left = Math.max(0, deadline - System.nanoTime());
        run.ended().get(left, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (Exception unfinished) {
        log.warn("completionId={} is left to recovery", run.completion().id());
      }
    }
  }
}
