package io.flowmeter.auth.bulk;

import io.flowmeter.auth.account.User;
import io.flowmeter.auth.password.Password;
import io.flowmeter.auth.password.Passwords;
import io.flowmeter.web.ApiException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** The passwords of batches and imports; people who log in meanwhile go first. */
@Component
class InitialPasswords {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Passwords passwords;

  InitialPasswords(Passwords passwords) {
    this.passwords = passwords;
  }

  /** Quickly, or ten thousand would take a quarter of an hour: {@link Hardening} follows. */
  String hash(Password password) {
    return patiently(() -> passwords.hashInitially(password));
  }

  /** Random enough that stretching it would add nothing. */
  String hashGenerated(Password password) {
    return patiently(() -> passwords.hashGenerated(password));
  }

  /** Whether an earlier import gave this password already. */
  boolean isFromImport(Password password, String importedHash) {
    return patiently(() -> passwords.isInitial(password, importedHash));
  }

  boolean matches(Password password, User user) {
    return patiently(() -> passwords.matches(password, Optional.of(user.passwordHash())));
  }

  /** Where logins fill the queue. */
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
}
