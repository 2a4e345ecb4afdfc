package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.auth.People.Person;
import org.junit.jupiter.api.Test;

class OwnSessionsTest {
  private static final AuthServer AUTH = AuthServer.shared();
  private static final People PEOPLE = new People(AUTH);
  private static final String PATH = "/api/auth/sessions";

  @Test
  void a_person_sees_their_sessions_and_nobody_elses() {
    Person person = PEOPLE.verified();
    PEOPLE.login(person.username());
    String token = PEOPLE.login(person.username()).text("accessToken");

    var sessions = sessions(token).json().get("sessions");

    assertThat(sessions.size()).isEqualTo(2);
    assertThat(sessions.get(0).propertyNames())
        .containsExactly("id", "startedAt", "lastUsedAt", "expiresAt", "address", "userAgent");
    assertThat(sessions.get(0).get("userAgent").asString()).startsWith("Java-http-client");
    assertThat(sessions.get(0).get("address").asString()).isNotEmpty();
    assertThat(AUTH.get(PATH).status()).isEqualTo(401);
  }

  @Test
  void a_revoked_session_ends_with_its_access_token_and_the_others_go_on() {
    Person person = PEOPLE.verified();
    Reply lost = PEOPLE.login(person.username());
    String lostId = sessions(lost.text("accessToken")).text("sessions.0.id");
    Reply kept = PEOPLE.login(person.username());

    Reply reply = AUTH.delete(PATH + "/" + lostId, AuthServer.bearer(kept.text("accessToken")));

    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    assertThat(PEOPLE.refresh(lost.text("refreshToken")).status()).isEqualTo(401);
    assertThat(sessions(lost.text("accessToken")).status()).isEqualTo(401);
    String renewed = PEOPLE.refresh(kept.text("refreshToken")).text("accessToken");
    assertThat(sessions(renewed).json().get("sessions").size()).isEqualTo(1);
  }

  @Test
  void nobody_revokes_anothers_session() {
    Reply victim = PEOPLE.login(PEOPLE.verified().username());
    String id = sessions(victim.text("accessToken")).text("sessions.0.id");
    String other = PEOPLE.accessToken(PEOPLE.verified().username());

    Reply reply = AUTH.delete(PATH + "/" + id, AuthServer.bearer(other));

    assertThat(reply.status()).isEqualTo(404);
    assertThat(PEOPLE.refresh(victim.text("refreshToken")).status()).isEqualTo(200);
  }

  @Test
  void sessions_that_are_over_are_not_shown() {
    Person person = PEOPLE.verified();
    Reply first = PEOPLE.login(person.username());
    AUTH.post("/api/auth/logout-all", "", AuthServer.bearer(first.text("accessToken")));
    String token = PEOPLE.accessToken(person.username());
    assertThat(sessions(token).json().get("sessions").size()).isEqualTo(1);
  }

  @Test
  void cookies_live_as_long_as_what_is_in_them() {
    try (AuthServer auth =
        AuthServer.start(
            "flowmeter.tokens.access-lifetime=2m",
            "flowmeter.tokens.refresh-lifetime=12h",
            "flowmeter.cookies.secure=true",
            "flowmeter.bootstrap-admin.email=root@example.com",
            "flowmeter.bootstrap-admin.username=root",
            "flowmeter.bootstrap-admin.password=" + People.PASSWORD)) {
      var people = new People(auth);
      people.rootToken();

      var cookies = people.login("root").cookies();

      assertThat(cookies).allMatch(cookie -> cookie.contains("; Secure"));
      assertThat(cookies)
          .anyMatch(cookie -> cookie.startsWith("accessToken=") && cookie.contains("Max-Age=120;"))
          .anyMatch(
              cookie -> cookie.startsWith("refreshToken=") && cookie.contains("Max-Age=43200;"));
    }
  }

  private static Reply sessions(String token) {
    return AUTH.get(PATH, AuthServer.bearer(token));
  }
}
