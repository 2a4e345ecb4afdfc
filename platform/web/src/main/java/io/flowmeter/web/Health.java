package io.flowmeter.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which parts that the service needs are missing; asked at most once a second, however often it is
 * called.
 */
public final class Health {
  private static final Logger log = LoggerFactory.getLogger(Health.class);

  private final List<HealthCheck> checks;
  private final Clock clock;
  private final Duration limit;
  private final Duration validity;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private Instant validUntil = Instant.MIN;
  private List<String> failing = List.of();

  Health(List<HealthCheck> checks, Clock clock, Duration limit, Duration validity) {
    this.checks = List.copyOf(checks);
    this.clock = clock;
    this.limit = limit;
    this.validity = validity;
  }

  /**
   * Names of the parts that fail, in the order of their checks; empty while the service is healthy.
   */
  public synchronized List<String> failing() {
    if (clock.instant().isBefore(validUntil)) return failing;
    var before = failing;
    failing = ask();
    validUntil = clock.instant().plus(validity);
    if (!failing.equals(before)) log.warn("failing parts: {} (before: {})", failing, before);
    return failing;
  }

  private List<String> ask() {
    var running = checks.stream().map(check -> threads.submit(asCallable(check))).toList();
    var missing = new ArrayList<String>();
    for (int i = 0; i < checks.size(); i++) {
      if (!succeeds(running.get(i))) missing.add(checks.get(i).name());
    }
    return List.copyOf(missing);
  }

  private static Callable<Boolean> asCallable(HealthCheck check) {
    return () -> {
      check.check();
      return true;
    };
  }

  private boolean succeeds(Future<Boolean> check) {
    try {
      return check.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      log.debug("health check failed", e.getCause());
      return false;
    } catch (TimeoutException e) {
      check.cancel(true);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
