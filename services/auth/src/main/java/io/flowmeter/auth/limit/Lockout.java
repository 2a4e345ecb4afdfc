package io.flowmeter.auth.limit;

import io.flowmeter.auth.account.EmailAddress;
import io.flowmeter.auth.account.Username;
import io.flowmeter.web.ApiException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * Slows down who guesses an account's password, from however many addresses. Counted by the name
 * that was given, so that an account that does not exist is locked like one that does.
 */
@Component
public class Lockout {
  private static final int MAX_NAME_CHARS = 254;

  private final Recent<String, Failures> failures;
  private final Failures.Rule rule;
  private final Clock clock;
  private final Counter refused;

  Lockout(LimitSettings settings, Clock clock, MeterRegistry meters) {
    this.failures = new Recent<>(settings.maxTracked());
    this.rule =
        new Failures.Rule(
            settings.freeFailures(),
            settings.firstLock(),
            settings.longestLock(),
            settings.failureMemory());
    this.clock = clock;
    this.refused = meters.counter("flowmeter.auth.lockouts");
  }

  /**
   * Before a password is compared.
   *
   * @throws ApiException 429 while the account is locked
   */
  public void requireOpen(String login) {
    failures.find(key(login)).map(of -> of.lockedFor(clock.instant())).ifPresent(this::refuse);
  }

  /**
   * The password was wrong. If others, guessing at the same time, locked the account meanwhile,
   * this guess learns as little as if it had come after them: parallel guesses are worth no more.
   *
   * @throws ApiException 429 if the account was locked meanwhile
   */
  public synchronized void failed(String login) {
    Instant now = clock.instant();
    Failures before = failures.find(key(login)).orElse(Failures.NONE);
    Failures _ = failures.change(key(login), Failures.NONE, state -> state.oneMore(rule, now));
    refuse(before.lockedFor(now));
  }

  /**
   * The password was right.
   *
   * @throws ApiException 429 if the account was locked meanwhile, as for a wrong one
   */
  public void proven(String login) {
    requireOpen(login);
    failures.remove(key(login));
  }

  private void refuse(Duration locked) {
    if (locked.isZero()) return;
    refused.increment();
    throw new ApiException(429, "Too many failed attempts, please try again later.")
        .header("Retry-After", String.valueOf(Seconds.roundedUp(locked)));
  }

  /** As accounts are looked up. */
  private static String key(String login) {
    String name = Username.looksLikeEmail(login) ? EmailAddress.normalised(login) : login.strip();
    return name.length() > MAX_NAME_CHARS ? name.substring(0, MAX_NAME_CHARS) : name;
  }
}
