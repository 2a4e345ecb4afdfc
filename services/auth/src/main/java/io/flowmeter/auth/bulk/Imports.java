package io.flowmeter.auth.bulk;

import io.flowmeter.auth.audit.Origins;
import io.flowmeter.auth.bulk.Line.Result;
import io.flowmeter.auth.bulk.Line.Status;
import io.flowmeter.identity.UserId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Runs imports, one at a time on each instance. The file, which has passwords in it, is kept in
 * memory only: an import that is interrupted says so, and the same file completes it.
 */
@Component
class Imports implements DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(Imports.class);

  private final ImportStore store;
  private final Enrolment enrolment;
  private final Hardening hardening;
  private final Origins origins;
  private final BulkSettings settings;
  private final Clock clock;
  private final ExecutorService rows;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile boolean stopping;

  Imports(
      ImportStore store,
      Enrolment enrolment,
      Hardening hardening,
      Origins origins,
      BulkSettings settings,
      Clock clock) {
    this.store = store;
    this.enrolment = enrolment;
    this.hardening = hardening;
    this.origins = origins;
    this.settings = settings;
    this.clock = clock;
    this.rows =
        Executors.newFixedThreadPool(
            settings.parallel(), Thread.ofVirtual().name("import-", 1).factory());
  }

  /** The job's id; empty while another import runs. */
  Optional<String> start(List<Line> lines, UserId by, boolean dryRun) {
    if (!busy.compareAndSet(false, true)) return Optional.empty();
    try {
      String id = store.begin(by, dryRun, lines.size(), clock.instant());
      var order = new Enrolment.Order(by, dryRun, origins.current());
      Thread _ = Thread.ofVirtual().name("import").start(() -> run(id, lines, order));
      return Optional.of(id);
    } catch (RuntimeException e) {
      busy.set(false);
      throw e;
    }
  }

  Optional<ImportJob> find(String id) {
    return store.find(id).map(job -> job.asSeen(clock.instant(), settings.silence()));
  }

  List<Result> results(String id, int page) {
    return store.results(id, page);
  }

  int pages(ImportJob job) {
    return Math.ceilDiv(job.processed(), settings.chunkRows());
  }

  private void run(String id, List<Line> lines, Enrolment.Order order) {
    hardening.pause(true);
    try {
      for (int from = 0, chunk = 0; from < lines.size(); from += settings.chunkRows(), chunk++) {
        if (stopping) {
          store.end(id, ImportJob.INTERRUPTED, clock.instant());
          return;
        }
        var part = lines.subList(from, Math.min(from + settings.chunkRows(), lines.size()));
        store.progress(id, chunk, apply(part, order), clock.instant());
      }
      store.end(id, ImportJob.DONE, clock.instant());
    } catch (RuntimeException e) {
      // Its silence tells that it is over.
      log.error("import {} is interrupted", id, e);
    } finally {
      hardening.pause(false);
      busy.set(false);
    }
  }

  /** In the order of the file; different people's lines at the same time. */
  private List<Result> apply(List<Line> lines, Enrolment.Order order) {
    var byPerson = new LinkedHashMap<String, List<Line>>();
    for (Line line : lines) {
      byPerson.computeIfAbsent(line.person(), _ -> new ArrayList<>()).add(line);
    }
    Acquaintances known = enrolment.among(lines);
    List<Future<List<Result>>> running =
        byPerson.values().stream()
            .map(
                own ->
                    rows.submit(() -> own.stream().map(line -> one(line, known, order)).toList()))
            .toList();
    var results = new ArrayList<Result>();
    for (Future<List<Result>> part : running) results.addAll(await(part));
    results.sort(java.util.Comparator.comparingLong(Result::line));
    return results;
  }

  private Result one(Line line, Acquaintances known, Enrolment.Order order) {
    try {
      return enrolment.apply(line, known, order);
    } catch (RuntimeException e) {
      log.warn("a row of an import failed: {}", e.toString());
      return line.result(Status.FAILED, "could not be applied now, run it again");
    }
  }

  private static List<Result> await(Future<List<Result>> part) {
    try {
      return part.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a row failed", e.getCause());
    }
  }

  @Override
  public void destroy() {
    stopping = true;
    rows.shutdown();
  }
}
