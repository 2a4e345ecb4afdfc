package io.flowmeter.auth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowmeter.web.ApiException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

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
  void the_reference_implementations_hash_is_understood() {
    String reference =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    assertThat(Argon2.matches(new Password("password"), reference)).isTrue();
    assertThat(Argon2.matches(new Password("passwort"), reference)).isFalse();
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
      this.it = new Passwords(settings, meters);
    }

    @Override
    public void close() {
      it.destroy();
    }
  }
}
