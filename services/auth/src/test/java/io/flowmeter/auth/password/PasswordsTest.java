package io.flowmeter.auth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowmeter.web.ApiException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordsTest {
  private static final Password RIGHT = new Password("SecurePassword123!");
  private static final Password WRONG = new Password("SecurePassword124!");

  @Test
  void a_hash_fits_its_password_only_and_names_its_costs() {
    try (var passwords = new Closing(new PasswordSettings(19_456, 2, 1, 1, 4))) {
      String hash = passwords.it.hash(RIGHT);
      assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
      assertThat(passwords.it.hash(RIGHT)).isNotEqualTo(hash);
      assertThat(passwords.it.matches(RIGHT, Optional.of(hash))).isTrue();
      assertThat(passwords.it.matches(WRONG, Optional.of(hash))).isFalse();
      assertThat(passwords.it.matches(RIGHT, Optional.empty())).isFalse();
      assertThat(passwords.it.matches(RIGHT, Optional.of("$2b$10$bcrypt"))).isFalse();
    }
  }

  @Test
  void hashing_again_and_again_leaves_no_garbage_of_its_memory() {
    var argon2 = new Argon2(19_456, 2, 1);
    var password = new Password("correct horse battery");
    String hash = argon2.hash(password);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    assertThat(Argon2.matches(password, hash)).isTrue();
    assertThat(Argon2.matches(new Password("another"), hash)).isFalse();

    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .isLessThan(2 * 19_456 * 1024 / 10);
  }

  @Test
  void the_reference_implementations_hash_is_understood() {
    String reference =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    assertThat(Argon2.matches(new Password("password"), reference)).isTrue();
    assertThat(Argon2.matches(new Password("passwort"), reference)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    // Of the reference implementation's tests.
    "U*U, $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "U*U*, $2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK",
  })
  void the_predecessors_hash_is_understood_and_outdated(String password, String hash) {
    try (var passwords = new Closing(new PasswordSettings(1_024, 2, 1, 1, 4))) {
      assertThat(passwords.it.matches(new Password(password), Optional.of(hash))).isTrue();
      assertThat(passwords.it.matches(new Password(password + "x"), Optional.of(hash))).isFalse();
      assertThat(passwords.it.isOutdated(hash)).isTrue();
      assertThat(passwords.it.isOutdated(passwords.it.hash(RIGHT))).isFalse();
    }
  }

  @Test
  void a_quick_hash_tells_nobody_by_its_time_that_there_is_such_an_account() {
    try (var passwords = new Closing(new PasswordSettings(8_192, 2, 1, 1, 4))) {
      var quick = Optional.of(passwords.it.hashGenerated(RIGHT));
      assertThat(passwords.it.matches(RIGHT, quick)).isTrue();
      assertThat(timesAsLongAsNobodys(passwords.it, quick)).isBetween(0.5, 2.0);
    }
  }

  @Test
  void the_predecessors_hash_tells_nobody_by_its_time_that_there_is_such_an_account() {
    var old = Optional.of("$2b$08$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");
    try (var passwords = new Closing(new PasswordSettings(1_024, 1, 1, 1, 4))) {
      assertThat(passwords.it.matches(WRONG, old)).isFalse();
      assertThat(timesAsLongAsNobodys(passwords.it, old)).isBetween(0.5, 2.0);
    }
  }

  /** In turns, and the best of each: neither a busy machine nor a compiler favours one of them. */
  private static double timesAsLongAsNobodys(Passwords passwords, Optional<String> hash) {
    long somebodys = Long.MAX_VALUE;
    long nobodys = Long.MAX_VALUE;
    for (int turn = 0; turn < 25; turn++) {
      somebodys = Math.min(somebodys, nanos(passwords, hash));
      nobodys = Math.min(nobodys, nanos(passwords, Optional.empty()));
    }
    return (double) somebodys / nobodys;
  }

  private static long nanos(Passwords passwords, Optional<String> hash) {
    long before = System.nanoTime();
    boolean _ = passwords.matches(WRONG, hash);
    return System.nanoTime() - before;
  }

  @Test
  void over_its_bound_it_refuses_at_once_and_says_when_to_come_back() {
    var refused = new AtomicInteger();
    var meters = new SimpleMeterRegistry();
    try (var passwords = new Closing(new PasswordSettings(65_536, 3, 1, 1, 2), meters);
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 3; i++) {
        var _ = callers.submit(() -> passwords.it.hash(RIGHT));
      }
      Awaitility.await()
          .pollInterval(java.time.Duration.ofMillis(1))
          .until(() -> meters.get("flowmeter.password.hashing.waiting").gauge().value() == 2);

      assertThatThrownBy(() -> passwords.it.hash(RIGHT))
          .isInstanceOfSatisfying(ApiException.class, refusal -> refused.set(refusal.status()));
      assertThat(refused).hasValue(503);
      assertThat(meters.get("flowmeter.password.hashing.refused").counter().count()).isEqualTo(1);
    }
  }

  private static final class Closing implements AutoCloseable {
    private final Passwords it;

    Closing(PasswordSettings settings) {
      this(settings, new SimpleMeterRegistry());
    }

    Closing(PasswordSettings settings, SimpleMeterRegistry meters) {
      this.it = new Passwords(settings, new Pepper(List.of("a secret")), meters);
    }

    @Override
    public void close() {
      it.destroy();
    }
  }
}
