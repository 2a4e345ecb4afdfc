package io.flowmeter.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.auth.session.Session.Verdict;
import io.flowmeter.identity.UserId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionTest {
  private static final Instant ROTATED = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final UserId USER = new UserId("0123456789abcdef01234567");

  @ParameterizedTest
  @CsvSource({
    // shown generation, seconds after the last exchange, verdict (the newest generation is 3)
    "3, 0, Rotate",
    "3, 86400, Rotate",
    "2, 0, JoinNewest",
    "2, 30, JoinNewest",
    "2, 31, Stolen",
    "1, 0, Stolen",
    "4, 0, Over",
    "3, 604800, Over",
    "2, 604800, Over",
  })
  void each_generation_has_its_verdict(int shown, long secondsLater, String verdict) {
    var judged = session(false).judge(shown, ROTATED.plusSeconds(secondsLater), GRACE);
    assertThat(judged.getClass().getSimpleName()).isEqualTo(verdict);
  }

  @Test
  void a_revoked_session_is_over_for_every_generation() {
    for (int shown = 1; shown <= 4; shown++) {
      assertThat(session(true).judge(shown, ROTATED, GRACE)).isEqualTo(new Verdict.Over());
    }
  }

  @Test
  void a_tokens_id_tells_its_session_and_generation_and_nothing_else_does() {
    SessionKey key = SessionKey.fresh().withGeneration(7);
    assertThat(SessionKey.parse(key.tokenId())).contains(key);
    assertThat(key.tokenId()).isNotEqualTo(key.tokenId());
    assertThat(key.sessionId()).matches("[0-9a-f]{64}").doesNotContain(key.secret());
    for (String other : new String[] {"", "x", key.secret(), key.secret() + ".7", "a.b.c"}) {
      assertThat(SessionKey.parse(other)).isEmpty();
    }
  }

  private static Session session(boolean revoked) {
    return new Session("id", USER, 3, ROTATED, ROTATED, ROTATED.plus(Duration.ofDays(7)), revoked);
  }
}
