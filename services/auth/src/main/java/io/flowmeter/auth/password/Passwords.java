package io.flowmeter.auth.password;

import io.flowmeter.web.ApiException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The only place where passwords are hashed: on threads of its own, few, with a short queue, so
 * that a rush of logins neither starves other requests nor fills the memory.
 */
@Component
public class Passwords implements DisposableBean {
  private static final Argon2 QUICK = new Argon2(1024, 1, 1);
  private static final String RETRY_AFTER_SECONDS = "1";

  private final Argon2 argon2;
  private final Pepper pepper;
  private final ThreadPoolExecutor threads;
  private final Timer timer;
  private final Counter refused;

  /** Compared for accounts that do not exist, so that they take as long as those that do. */
  private final String nobodysHash;

  /** As costly as the last of the predecessor's hashes that was met; null before the first. */
  private volatile @Nullable String nobodysBcrypt;

  Passwords(PasswordSettings settings, Pepper pepper, MeterRegistry meters) {
    this.pepper = pepper;
    this.argon2 = new Argon2(settings.memoryKib(), settings.iterations(), settings.lanes());
    this.threads =
        new ThreadPoolExecutor(
            settings.threads(),
            settings.threads(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(settings.hashingQueue()),
            Thread.ofPlatform().daemon().name("hashing-", 1).factory());
    this.timer = meters.timer("flowmeter.password.hashing");
    this.refused = meters.counter("flowmeter.password.hashing.refused");
    Gauge.builder("flowmeter.password.hashing.waiting", threads, pool -> pool.getQueue().size())
        .register(meters);
    Gauge.builder("flowmeter.password.hashing.active", threads, ThreadPoolExecutor::getActiveCount)
        .register(meters);
    this.nobodysHash = argon2.hash(new Password("nobody's"));
  }

  /**
   * @throws ApiException 503 while too many are waiting
   */
  public String hash(Password password) {
    return run(() -> argon2.hash(password));
  }

  /**
   * For a password of at least 90 random bits: no guessing finds it, however fast a guess is, so
   * that thousands can be made at once.
   *
   * @throws ApiException 503 while too many are waiting
   */
  public String hashGenerated(Password password) {
    return run(() -> QUICK.hash(password));
  }

  /**
   * For a password that comes with thousands of others, until there is time for {@link #hash}.
   *
   * @throws ApiException 503 while too many are waiting
   */
  public String hashInitially(Password password) {
    return run(() -> pepper.hash(password));
  }

  /**
   * Whether this is the password that {@link #hashInitially} made this hash from; quick.
   *
   * @throws ApiException 503 while too many are waiting
   */
  public boolean isInitial(Password password, String hash) {
    return run(() -> pepper.matches(password, hash));
  }

  /** Whether a hash that was made elsewhere can be compared here: one of bcrypt, not too costly. */
  public static boolean understands(String hash) {
    return Bcrypt.made(hash);
  }

  /** Whether a hash that is made now delays nobody's login. */
  public boolean areIdle() {
    return threads.getQueue().isEmpty() && threads.getActiveCount() == 0;
  }

  /**
   * @param hash empty for an account that does not exist: false, after the same time
   * @throws ApiException 503 while too many are waiting
   */
  public boolean matches(Password password, Optional<String> hash) {
    boolean equal = run(() -> compare(password, hash.orElse(nobodysHash)));
    return equal && hash.isPresent();
  }

  /** Cheaper to guess than a hash made now: to be replaced when its password is known again. */
  public boolean isOutdated(String hash) {
    return argon2.outdoes(hash);
  }

  private boolean compare(Password password, String hash) {
    boolean foreign = Bcrypt.made(hash);
    if (foreign) nobodysBcrypt = Bcrypt.nobodys(hash);
    boolean equal = foreign ? Bcrypt.matches(password, hash) : compareOwn(password, hash);
    // Neither a quick hash nor a slow one may be told by its time, or everybody could tell that
    // there is such an account: a failure has the price of both kinds that are in use.
    if (isOutdated(hash)) {
      boolean _ = Argon2.matches(password, nobodysHash);
    }
    String decoy = nobodysBcrypt;
    if (!equal && !foreign && decoy != null) {
      boolean _ = Bcrypt.matches(password, decoy);
    }
    return equal;
  }

  private boolean compareOwn(Password password, String hash) {
    return Pepper.made(hash) ? pepper.matches(password, hash) : Argon2.matches(password, hash);
  }

  private <T> T run(Callable<T> work) {
    try {
      return threads.submit(() -> timer.recordCallable(work)).get();
    } catch (RejectedExecutionException e) {
      refused.increment();
      throw busy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    } catch (ExecutionException e) {
      throw new IllegalStateException("hashing failed", e.getCause());
    }
  }

  private static ApiException busy() {
    return new ApiException(503, "Too many logins at this moment, please try again")
        .header("Retry-After", RETRY_AFTER_SECONDS);
  }

  @Override
  public void destroy() {
    threads.shutdown();
  }
}
