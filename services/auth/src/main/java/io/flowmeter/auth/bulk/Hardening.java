package io.flowmeter.auth.bulk;

import io.flowmeter.auth.account.Users;
import io.flowmeter.auth.password.Password;
import io.flowmeter.auth.password.Passwords;
import io.flowmeter.identity.UserId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Gives imported accounts proper hashes in place of the quick ones, one after the other, whenever
 * nobody logs in and nothing is imported. What a process that dies leaves, or has no place here,
 * the first login does.
 */
@Component
class Hardening implements DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(Hardening.class);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final BlockingQueue<Fresh> waiting;
  private final Passwords passwords;
  private final Users users;
  private final Thread worker;
  private volatile boolean paused;

  private record Fresh(UserId user, Password password) {}

  Hardening(Passwords passwords, Users users, BulkSettings settings, MeterRegistry meters) {
    this.passwords = passwords;
    this.users = users;
    this.waiting = new LinkedBlockingQueue<>(settings.maxRows());
    Gauge.builder("flowmeter.password.hardening.waiting", waiting, BlockingQueue::size)
        .register(meters);
    this.worker = Thread.ofVirtual().name("hardening").start(this::run);
  }

  void later(UserId user, Password password) {
    boolean _ = waiting.offer(new Fresh(user, password));
  }

  /** While an import runs, which needs the processors. */
  void pause(boolean whether) {
    paused = whether;
  }

  private void run() {
    try {
      while (true) harden(waiting.take());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void harden(Fresh fresh) throws InterruptedException {
    while (paused || !passwords.areIdle()) Thread.sleep(PAUSE);
    try {
      users
          .byId(fresh.user())
          // What was changed since is left alone.
          .filter(user -> passwords.isInitial(fresh.password(), user.passwordHash()))
          .ifPresent(user -> users.rehash(user, passwords.hash(fresh.password())));
    } catch (RuntimeException e) {
      log.warn("userId={} gets its proper hash at the first login: {}", fresh.user(), e.toString());
    }
  }

  @Override
  public void destroy() {
    worker.interrupt();
  }
}
