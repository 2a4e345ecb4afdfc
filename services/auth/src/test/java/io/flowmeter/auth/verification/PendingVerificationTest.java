package io.flowmeter.auth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.identity.UserId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PendingVerificationTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final VerificationSettings LIMITS =
      new VerificationSettings(Duration.ofMinutes(15), 5, 100, 3, Duration.ofHours(1));
  private static final UserId ONE = new UserId("0123456789abcdef01234567");
  private static final UserId OTHER = new UserId("0123456789abcdef01234568");

  @Test
  void a_code_is_open_until_its_time_or_its_attempts_are_over() {
    var pending = PendingVerification.first("hash", 0, LIMITS, NOON);
    assertThat(pending.isOpen(NOON.plus(Duration.ofMinutes(15)).minusMillis(1))).isTrue();
    assertThat(pending.isOpen(NOON.plus(Duration.ofMinutes(15)))).isFalse();
    assertThat(new PendingVerification("hash", NOON.plusSeconds(1), 0, 0, 1, NOON).isOpen(NOON))
        .isFalse();
  }

  @Test
  void only_guesses_made_since_it_was_made_count_against_a_code() {
    var pending = PendingVerification.first("hash", 500, LIMITS, NOON);
    assertThat(pending.mayBeGivenAlone(599, LIMITS.guesses())).isTrue();
    assertThat(pending.mayBeGivenAlone(600, LIMITS.guesses())).isFalse();
  }

  @Test
  void an_account_gets_a_limited_number_of_codes_in_an_hour() {
    var pending = PendingVerification.first("1", 0, LIMITS, NOON);
    for (String hash : new String[] {"2", "3"}) {
      pending = pending.renewed(hash, 0, LIMITS, NOON.plusSeconds(60)).orElseThrow();
    }
    assertThat(pending.renewed("4", 0, LIMITS, NOON.plusSeconds(120))).isEmpty();
    var later = pending.renewed("4", 0, LIMITS, NOON.plus(Duration.ofHours(1))).orElseThrow();
    assertThat(later.codes()).isEqualTo(1);
    assertThat(later.attemptsLeft()).isEqualTo(5);
  }

  @Test
  void a_code_can_be_made_again_from_its_seed_and_only_with_the_key() {
    var codes = new VerificationCodes("a secret");
    var others = new VerificationCodes("another secret");
    var code = codes.code(ONE, "seed");

    assertThat(code.value()).matches("[0-9A-F]{6}");
    assertThat(codes.code(ONE, "seed")).isEqualTo(code);
    assertThat(codes.code(OTHER, "seed")).isNotEqualTo(code);
    assertThat(others.code(ONE, "seed")).isNotEqualTo(code);
    assertThat(others.hash(code)).isNotEqualTo(codes.hash(code));
  }
}
