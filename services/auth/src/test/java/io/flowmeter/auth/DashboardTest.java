package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.auth.People.Person;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardTest {
  private static final AuthServer AUTH = AuthServer.shared();
  private static final People PEOPLE = new People(AUTH);

  @Test
  void everybody_has_a_dashboard() {
    Person person = PEOPLE.verified();
    String token = PEOPLE.accessToken(person.username());

    Reply own = get("/api/dashboard", token);

    assertThat(own.text("message")).isEqualTo("This is protected content for your dashboard");
    assertThat(own.json().get("user").toString())
        .isEqualTo(
            "{\"userId\":\"%s\",\"username\":\"%s\",\"role\":\"enduser\"}"
                .formatted(person.id(), person.username()));
    for (String anybody : new String[] {token, PEOPLE.rootToken()}) {
      assertThat(get("/api/admin/dashboard", anybody).http().body())
          .isEqualTo("{\"message\":\"User dashboard accessed successfully\"}");
    }
  }

  @Test
  void reports_are_for_supervisors_and_administrators() {
    Person person = PEOPLE.verified();
    Reply refused = get("/api/admin/reports", PEOPLE.accessToken(person.username()));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.error()).isEqualTo("Supervisor access required");

    PEOPLE.changeRole(PEOPLE.rootToken(), person.id(), "supervisor");
    Reply reports = get("/api/admin/reports", PEOPLE.accessToken(person.username()));
    assertThat(reports.text("message")).isEqualTo("Reports accessed successfully");
    assertThat(reports.text("role")).isEqualTo("supervisor");
    assertThat(get("/api/admin/reports", PEOPLE.rootToken()).text("role")).isEqualTo("admin");
  }

  @Test
  void an_accounts_state_is_shown_to_who_is_logged_in_and_all_of_it_to_administrators() {
    Person person = PEOPLE.registered();
    String path = "/api/auth/users/" + person.id();
    String token = PEOPLE.accessToken(PEOPLE.verified().username());

    assertThat(get(path, token).http().body())
        .isEqualTo(
            "{\"_id\":\"%s\",\"username\":\"%s\",\"active\":false,\"deleted\":false}"
                .formatted(person.id(), person.username()));
    assertThat(get(path, PEOPLE.rootToken()).json().propertyNames())
        .containsExactly(
            "_id",
            "username",
            "active",
            "deleted",
            "email",
            "role",
            "isVerified",
            "createdAt",
            "updatedAt");
    assertThat(get("/api/auth/users/x", token).error()).isEqualTo("Invalid user ID format");
    assertThat(get("/api/auth/users/0123456789abcdef01234567", token).error())
        .isEqualTo("User not found");
  }

  @Test
  void strangers_learn_nothing_about_who_has_an_account() {
    Reply known = AUTH.get("/api/auth/users/" + PEOPLE.verified().id());
    Reply unknown = AUTH.get("/api/auth/users/0123456789abcdef01234567");
    assertThat(known.status()).isEqualTo(401);
    assertThat(unknown.status()).isEqualTo(401);
    assertThat(known.error()).isEqualTo(unknown.error());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/protected/profile", "/api/protected/dashboard"})
  void the_documented_protected_paths_work_too(String path) {
    assertThat(get(path, PEOPLE.rootToken()).status()).isEqualTo(200);
    assertThat(AUTH.get(path).status()).isEqualTo(401);
  }

  private static Reply get(String path, String token) {
    return AUTH.get(path, AuthServer.bearer(token));
  }
}
