package io.flowmeter.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RevocationsTest {
  private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final UserId ANNA = new UserId("anna");

  @Test
  void a_token_is_refused_if_and_only_if_it_is_older_than_its_persons_revocation() {
    Revocations revocations = at(NOW);
    revocations.note(ANNA, NOW);

    assertThat(revocations.refuses(token(ANNA, NOW.minusSeconds(1)))).isTrue();
    assertThat(revocations.refuses(token(ANNA, NOW))).isFalse();
    assertThat(revocations.refuses(token(new UserId("bert"), NOW.minusSeconds(1)))).isFalse();
  }

  @Test
  void of_several_revocations_the_latest_counts_in_whatever_order_they_arrive() {
    Revocations revocations = at(NOW);
    revocations.note(ANNA, NOW);
    revocations.note(ANNA, NOW.minusSeconds(30));

    assertThat(revocations.refuses(token(ANNA, NOW.minusSeconds(10)))).isTrue();
  }

  @Test
  void a_revocation_that_no_living_token_can_be_older_than_is_not_kept() {
    Revocations revocations = at(NOW);

    revocations.note(ANNA, NOW.minus(LIFETIME));

    assertThat(revocations.size()).isZero();
  }

  @Test
  void a_token_that_outlives_the_memory_is_refused() {
    assertThat(at(NOW).refuses(token(ANNA, NOW.minus(LIFETIME).minusSeconds(1)))).isTrue();
    assertThat(at(NOW).refuses(token(ANNA, NOW.minus(LIFETIME)))).isFalse();
  }

  @Test
  void
      a_full_memory_stays_bounded_and_rather_refuses_old_tokens_of_all_than_accept_a_revoked_one() {
    Revocations revocations = new Revocations(fixed(NOW), LIFETIME, 4);
    for (int i = 0; i < 5; i++) {
      revocations.note(new UserId("person" + i), NOW.minusSeconds(100 - i));
    }

    assertThat(revocations.size()).isLessThanOrEqualTo(4);
    for (int i = 0; i < 5; i++) {
      UserId person = new UserId("person" + i);
      assertThat(revocations.refuses(token(person, NOW.minusSeconds(101)))).isTrue();
    }
    assertThat(revocations.refuses(token(ANNA, NOW.minusSeconds(10)))).isFalse();
  }

  private static Revocations at(Instant now) {
    return new Revocations(fixed(now), LIFETIME, 1_000);
  }

  private static Clock fixed(Instant now) {
    return Clock.fixed(now, ZoneOffset.UTC);
  }

  private static Caller token(UserId user, Instant issuedAt) {
    return new Caller(user, "name", "name@example.com", Role.ENDUSER, "id", issuedAt);
  }
}
