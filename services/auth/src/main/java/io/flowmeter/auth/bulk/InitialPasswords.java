package io.flowmeter.auth.bulk;

import io.flowmeter.auth.password.Password;
import io.flowmeter.auth.password.Passwords;
import io.flowmeter.web.ApiException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The passwords of one import. One that stands in several rows is no secret between them, so it is
 * hashed once for all of them; all others each on their own.
 */
final class InitialPasswords {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Passwords passwords;
  private final Set<Password> shared;
  private final Map<Password, String> hashes = new ConcurrentHashMap<>();
  private final Map<Comparison, Boolean> comparisons = new ConcurrentHashMap<>();

  InitialPasswords(Passwords passwords, List<Line> lines) {
    this.passwords = passwords;
    this.shared = repeated(lines);
  }

  private record Comparison(Password password, String hash) {
    @Override
    public String toString() {
      return "Comparison[***]";
    }
  }

  String hash(Password password) {
    if (!shared.contains(password)) return patiently(() -> passwords.hash(password));
    return hashes.computeIfAbsent(password, one -> patiently(() -> passwords.hash(one)));
  }

  boolean matches(Password password, String hash) {
    if (!shared.contains(password)) return compare(password, hash);
    return comparisons.computeIfAbsent(
        new Comparison(password, hash), one -> compare(one.password(), one.hash()));
  }

  /** Random enough that stretching it would add nothing. */
  String hashGenerated(Password password) {
    return patiently(() -> passwords.hashGenerated(password));
  }

  private boolean compare(Password password, String hash) {
    return patiently(() -> passwords.matches(password, Optional.of(hash)));
  }

  /** People who log in go first: where they fill the queue, the import waits. */
  private static <T> T patiently(Supplier<T> work) {
    while (true) {
      try {
        return work.get();
      } catch (ApiException busy) {
        if (busy.status() != 503 || Thread.currentThread().isInterrupted()) throw busy;
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private static Set<Password> repeated(List<Line> lines) {
    Set<Password> seen = new HashSet<>();
    Set<Password> repeated = new HashSet<>();
    for (Line line : lines) {
      if (line.wish() instanceof Wish.Account account
          && account.password() != null
          && !seen.add(account.password())) {
        repeated.add(account.password());
      }
    }
    return repeated;
  }
}
