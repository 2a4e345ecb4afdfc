package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.auth.People.Person;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RefreshTest {
  private static final AuthServer AUTH = AuthServer.startWithRoot();
  private static final People PEOPLE = new People(AUTH);
  private static final Duration PAST_GRACE = Duration.ofSeconds(31);

  @AfterAll
  static void stop() {
    AUTH.close();
  }

  @Test
  void a_token_is_exchanged_for_a_new_pair() {
    String token = newSession();
    Reply reply = PEOPLE.refresh(token);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text("message")).isEqualTo("Token refreshed successfully");
    assertThat(reply.text("refreshToken")).isNotEqualTo(token);
    assertThat(profile(reply.text("accessToken")).status()).isEqualTo(200);
    assertThat(reply.cookies()).hasSize(3);
  }

  @Test
  void a_session_lasts_that_begins_at_an_instance_whose_clock_is_behind() {
    Person person = PEOPLE.verified();
    Duration behind = Duration.ofSeconds(20);
    AUTH.clock().forward(behind.negated());
    try {
      String token = PEOPLE.login(person.username()).text("refreshToken");

      assertThat(PEOPLE.refresh(token).status()).isEqualTo(200);
    } finally {
      AUTH.clock().forward(behind);
    }
  }

  @Test
  void the_cookie_goes_before_the_body() {
    String token = newSession();
    Reply reply =
        AUTH.post(
            "/api/auth/refresh",
            "{\"refreshToken\":\"nonsense\"}",
            "Cookie",
            "refreshToken=" + token);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(AUTH.post("/api/auth/refresh", "", "Cookie", "refreshToken=" + token).status())
        .isEqualTo(200);
  }

  @Test
  void two_hundred_parallel_refreshes_with_one_token_all_succeed_in_one_session() {
    String token = newSession();

    List<Reply> replies =
        AuthServer.together(Collections.nCopies(200, () -> PEOPLE.refresh(token)));

    assertThat(replies).allMatch(reply -> reply.status() == 200);
    assertThat(replies.stream().map(reply -> reply.text("refreshToken")).distinct()).hasSize(200);
    // One session: to end it by one of the tokens ends it for all.
    logout(replies.getFirst().text("refreshToken"));
    assertThat(PEOPLE.refresh(replies.getLast().text("refreshToken")).status()).isEqualTo(401);
  }

  @Test
  void a_token_used_again_later_revokes_its_whole_family_and_no_other() {
    Person person = PEOPLE.verified();
    String stolen = PEOPLE.login(person.username()).text("refreshToken");
    String otherDevice = PEOPLE.login(person.username()).text("refreshToken");
    String newest = PEOPLE.refresh(stolen).text("refreshToken");

    AUTH.clock().forward(PAST_GRACE);
    Reply reused = PEOPLE.refresh(stolen);

    assertThat(reused.status()).isEqualTo(401);
    assertThat(reused.error()).isEqualTo("Invalid refresh token");
    assertThat(PEOPLE.refresh(newest).status()).isEqualTo(401);
    assertThat(PEOPLE.refresh(otherDevice).status()).isEqualTo(200);
  }

  @Test
  void within_the_grace_time_the_token_before_the_newest_still_serves() {
    String token = newSession();
    PEOPLE.refresh(token);
    AUTH.clock().forward(Duration.ofSeconds(20));
    assertThat(PEOPLE.refresh(token).status()).isEqualTo(200);
  }

  @Test
  void two_generations_back_is_theft_at_once() {
    String first = newSession();
    String second = PEOPLE.refresh(first).text("refreshToken");
    String third = PEOPLE.refresh(second).text("refreshToken");
    assertThat(PEOPLE.refresh(first).status()).isEqualTo(401);
    assertThat(PEOPLE.refresh(third).status()).isEqualTo(401);
  }

  @Test
  void rights_are_those_of_now_not_of_the_old_token() {
    Person person = PEOPLE.verified();
    String token = PEOPLE.login(person.username()).text("refreshToken");
    PEOPLE.changeRole(PEOPLE.rootToken(), person.id(), "Supervisor");

    String access = PEOPLE.refresh(token).text("accessToken");

    assertThat(profile(access).status()).isEqualTo(200);
    assertThat(profile(access).text("user.role")).isEqualTo("supervisor");
  }

  @Test
  void logout_ends_the_session_also_by_its_cookie() {
    String byBody = newSession();
    String byCookie = newSession();

    Reply reply = logout(byBody);
    AUTH.post("/api/auth/logout", "", "Cookie", "refreshToken=" + byCookie);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text("message")).isEqualTo("Logout successful");
    assertThat(reply.cookies()).allMatch(cookie -> cookie.contains("Max-Age=0"));
    assertThat(PEOPLE.refresh(byBody).status()).isEqualTo(401);
    assertThat(PEOPLE.refresh(byCookie).status()).isEqualTo(401);
    assertThat(AUTH.post("/api/auth/logout", "{}").status()).isEqualTo(200);
  }

  @Test
  void logout_all_ends_all_sessions_and_access_tokens_but_not_the_next_login() {
    Person person = PEOPLE.verified();
    Reply one = PEOPLE.login(person.username());
    Reply other = PEOPLE.login(person.username());

    Reply reply = AUTH.post("/api/auth/logout-all", "", AuthServer.bearer(one.text("accessToken")));

    assertThat(reply.text("message")).isEqualTo("Logged out from all devices");
    assertThat(PEOPLE.refresh(one.text("refreshToken")).status()).isEqualTo(401);
    assertThat(PEOPLE.refresh(other.text("refreshToken")).status()).isEqualTo(401);
    assertThat(profile(other.text("accessToken")).error()).isEqualTo("Invalid or expired token");
    assertThat(profile(PEOPLE.accessToken(person.username())).status()).isEqualTo(200);
  }

  @Test
  void what_is_no_refresh_token_is_refused() {
    Reply login = PEOPLE.login(PEOPLE.verified().username());
    assertThat(AUTH.post("/api/auth/refresh", "{}").error()).isEqualTo("Refresh token is required");
    assertThat(PEOPLE.refresh("nonsense").error()).isEqualTo("Invalid refresh token");
    assertThat(PEOPLE.refresh(login.text("accessToken")).status()).isEqualTo(401);
  }

  @Test
  void the_database_knows_no_token() {
    String token = newSession();
    String stored =
        AUTH.database()
            .getCollection("sessions")
            .find()
            .into(new java.util.ArrayList<>())
            .toString();
    String payload =
        new String(
            java.util.Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]),
            java.nio.charset.StandardCharsets.UTF_8);
    String secret = payload.replaceAll(".*\"jti\":\"([^.\"]+)\\..*", "$1");
    assertThat(secret).hasSize(22);
    assertThat(stored).doesNotContain(secret);
  }

  private static String newSession() {
    return PEOPLE.login(PEOPLE.verified().username()).text("refreshToken");
  }

  private static Reply logout(String token) {
    return AUTH.post("/api/auth/logout", "{\"refreshToken\":\"%s\"}".formatted(token));
  }

  private static Reply profile(String token) {
    return AUTH.get("/api/profile", AuthServer.bearer(token));
  }
}
