package io.flowmeter.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PepperTest {
  private static final Password RIGHT = new Password("SecurePassword123!");
  private final Pepper pepper = new Pepper(List.of("one secret"));
  private final String hash = pepper.hash(RIGHT);

  @Test
  void a_hash_fits_its_password_only_and_none_is_like_another() {
    assertThat(Pepper.made(hash)).isTrue();
    assertThat(pepper.matches(RIGHT, hash)).isTrue();
    assertThat(pepper.matches(new Password("another one"), hash)).isFalse();
    assertThat(pepper.hash(RIGHT)).isNotEqualTo(hash);
  }

  @Test
  void it_counts_while_its_secret_is_accepted() {
    assertThat(new Pepper(List.of("new secret", "one secret")).matches(RIGHT, hash)).isTrue();
    assertThat(new Pepper(List.of("new secret")).matches(RIGHT, hash)).isFalse();
  }

  @Test
  void without_the_key_nothing_can_be_guessed() {
    String argon2 = hash.substring(hash.indexOf("$argon2id$"));
    assertThat(Argon2.matches(RIGHT, argon2)).isFalse();
    assertThat(pepper.matches(RIGHT, argon2)).isFalse();
  }
}
