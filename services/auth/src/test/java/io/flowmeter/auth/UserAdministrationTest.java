package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.auth.People.Person;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserAdministrationTest {
  private static final AuthServer AUTH = AuthServer.startWithRoot();
  private static final People PEOPLE = new People(AUTH);
  private static final String USERS = "/api/admin/users";

  @AfterAll
  static void stop() {
    AUTH.close();
  }

  @Test
  void an_account_that_is_made_ready_can_be_used_at_once() {
    String name = People.newName();
    Reply reply = create(name, "\"skipVerification\":true", "\"role\":\"supervisor\"");

    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    assertThat(reply.text("message"))
        .isEqualTo("User created successfully and is ready to use the system.");
    Reply login = PEOPLE.login(name);
    assertThat(login.text("user.id")).isEqualTo(reply.text("userId"));
    assertThat(login.text("user.role")).isEqualTo("supervisor");
  }

  @Test
  void else_its_person_proves_the_address_first() {
    String name = People.newName();
    Reply reply = create(name, "\"role\":\"user\"");

    assertThat(reply.text("message"))
        .isEqualTo("User created successfully. Verification email has been sent.");
    assertThat(PEOPLE.login(name).error()).isEqualTo("Email not verified");
    String email = name + "@example.com";
    assertThat(PEOPLE.verify(People.code(email), email).status()).isEqualTo(200);
    assertThat(PEOPLE.login(name).text("user.role")).isEqualTo("enduser");
  }

  @Test
  void an_administrator_makes_administrators_also_here() {
    String name = People.newName();
    assertThat(create(name, "\"role\":\"admin\"", "\"skipVerification\":true").status())
        .isEqualTo(201);
    assertThat(PEOPLE.login(name).text("user.role")).isEqualTo("admin");
  }

  @Test
  void what_is_wrong_with_a_new_account_is_said() {
    Person person = PEOPLE.registered();
    assertThat(create(person.username()).error()).isEqualTo("Username already exists");
    assertThat(create(People.newName(), "\"role\":\"king\"").error()).isEqualTo("Invalid role");
    assertThat(post(USERS, "{}").error()).isEqualTo("Missing required fields");
    assertThat(create("someone-else", "\"skipVerification\":\"true\"").status()).isEqualTo(400);
    String token = PEOPLE.accessToken(PEOPLE.verified().username());
    assertThat(AUTH.post(USERS, "{}", AuthServer.bearer(token)).error())
        .isEqualTo("Admin access required");
  }

  @Test
  void the_list_is_searched_sorted_and_paged_only_when_asked() {
    for (String name : List.of("ada.x1", "ADA.x2", "bob.x1", "ada+x3")) create(name);

    Reply whole = get(USERS);
    Reply first = get(USERS + "?search=aDa&sort=-username&limit=2");
    Reply second = get(USERS + "?search=aDa&sort=username&order=desc&limit=2&page=2");

    assertThat(whole.json().propertyNames()).containsExactly("users");
    assertThat(first.json().get("users").findValuesAsString("username"))
        .containsExactly("ada.x1", "ada+x3");
    assertThat(second.json().get("users").findValuesAsString("username")).containsExactly("ADA.x2");
    assertThat(second.json().get("pagination").toString())
        .isEqualTo("{\"page\":2,\"limit\":2,\"total\":3,\"pages\":2}");
    // A pattern is a text here.
    assertThat(get(USERS + "?search=ada.x").json().get("users").size()).isEqualTo(2);
    assertThat(get(USERS + "?search=.*").json().get("users").size()).isZero();
    assertThat(get(USERS + "?role=admin&search=root").json().get("users").size()).isEqualTo(1);
    assertThat(get(USERS + "?verified=false&search=ada.x1").json().get("users").size())
        .isEqualTo(1);
    assertThat(get(USERS + "?verified=true&search=ada.x1").json().get("users").size()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "page=0, page must be a number from 1 to 1000000",
    "limit=501, limit must be a number from 1 to 500",
    "limit=x, limit must be a number from 1 to 500",
    "order=up, order must be asc or desc",
    "verified=1, verified must be true or false",
    "role=king, Invalid role"
  })
  void a_bad_query_is_named(String query, String error) {
    Reply reply = get(USERS + "?" + query);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.error()).isEqualTo(error);
    assertThat(get(USERS + "?sort=password").error()).startsWith("sort must be one of username");
  }

  @Test
  void a_deactivated_person_is_out_at_once_until_activated() {
    Person person = PEOPLE.verified();
    Reply login = PEOPLE.login(person.username());

    Reply off = post(USERS + "/" + person.id() + "/deactivate", "");
    assertThat(off.status()).as(off.toString()).isEqualTo(200);
    assertThat(off.text("active")).isEqualTo("false");
    assertThat(AUTH.get("/api/profile", AuthServer.bearer(login.text("accessToken"))).status())
        .isEqualTo(401);
    assertThat(PEOPLE.refresh(login.text("refreshToken")).status()).isEqualTo(401);
    assertThat(PEOPLE.login(person.username()).error()).isEqualTo("Invalid credentials");
    assertThat(get(USERS + "?active=false&search=" + person.username()).json().get("users").size())
        .isEqualTo(1);

    post(USERS + "/" + person.id() + "/activate", "");
    assertThat(PEOPLE.login(person.username()).status()).isEqualTo(200);
    assertThat(PEOPLE.refresh(login.text("refreshToken")).status()).isEqualTo(401);
  }

  @Test
  void nobody_deactivates_themselves_and_an_administrator_verifies_without_a_code() {
    String rootId = get("/api/profile").text("user._id");
    Person person = PEOPLE.registered();
    assertThat(post(USERS + "/" + rootId + "/deactivate", "").error())
        .isEqualTo("Cannot deactivate your own account");
    assertThat(post(USERS + "/" + person.id() + "/verify", "").status()).isEqualTo(200);
    assertThat(PEOPLE.login(person.username()).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"confirmDelete\":\"yes\"}"})
  void deleting_all_wants_its_confirmation(String body) {
    Reply reply = AUTH.delete(USERS, body, PEOPLE.rootToken());
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.error()).isEqualTo("Confirmation required");
    assertThat(reply.text("message")).contains("DELETE_ALL_USERS");
  }

  @Test
  void deleting_all_leaves_an_administrator_and_no_session_of_the_others() {
    try (AuthServer auth = AuthServer.startWithRoot()) {
      var people = new People(auth);
      Person admin = people.administrator();
      Person person = people.verified();
      Reply login = people.login(person.username());
      String root = people.rootToken();

      Reply first = auth.delete(USERS, "{\"confirmDelete\":\"DELETE_ALL_USERS\"}", root);
      assertThat(first.text("message")).isEqualTo("1 users deleted successfully");
      assertThat(first.text("preservedAdmins")).isEqualTo("true");
      assertThat(people.login(admin.username()).status()).isEqualTo(200);
      assertThat(people.refresh(login.text("refreshToken")).status()).isEqualTo(401);
      assertThat(auth.get("/api/profile", AuthServer.bearer(login.text("accessToken"))).status())
          .isEqualTo(401);

      Reply second =
          auth.delete(
              USERS, "{\"confirmDelete\":\"DELETE_ALL_USERS\",\"preserveAdmins\":false}", root);
      assertThat(second.text("message")).isEqualTo("1 users deleted successfully");
      assertThat(second.text("preservedAdmins")).isEqualTo("false");
      assertThat(people.login(admin.username()).status()).isEqualTo(401);
      assertThat(people.login("root").status()).isEqualTo(200);
    }
  }

  @Test
  void two_administrators_who_delete_all_at_once_leave_one() {
    try (AuthServer auth = AuthServer.startWithRoot()) {
      var people = new People(auth);
      Person second = people.administrator();
      String root = people.rootToken();
      String other = people.accessToken(second.username());
      String all = "{\"confirmDelete\":\"DELETE_ALL_USERS\",\"preserveAdmins\":false}";

      AuthServer.together(
          List.of(() -> auth.delete(USERS, all, root), () -> auth.delete(USERS, all, other)));

      long left = people.login("root").status() == 200 ? 1 : 0;
      left += people.login(second.username()).status() == 200 ? 1 : 0;
      assertThat(left).isEqualTo(1);
    }
  }

  @Test
  void the_documented_paths_without_admin_in_them_work_too() {
    Person person = PEOPLE.verified();
    assertThat(get("/api/users").json().get("users").size()).isPositive();
    assertThat(get("/api/users/" + person.id()).text("user.user_id")).isEqualTo(person.id());
    Reply deleted = AUTH.delete("/api/users/" + person.id(), AuthServer.bearer(PEOPLE.rootToken()));
    assertThat(deleted.text("message")).isEqualTo("User deleted successfully");
  }

  @Test
  void one_users_account_has_a_refusal_of_its_own() {
    Person person = PEOPLE.verified();
    String token = PEOPLE.accessToken(person.username());
    assertThat(AUTH.get(USERS + "/" + person.id(), AuthServer.bearer(token)).error())
        .isEqualTo("Forbidden: Admin access required");
  }

  private static Reply create(String name, String... more) {
    return post(USERS, People.application(name, name.replace("+", "-") + "@example.com", more));
  }

  private static Reply post(String path, String body) {
    return AUTH.post(path, body, AuthServer.bearer(PEOPLE.rootToken()));
  }

  private static Reply get(String path) {
    return AUTH.get(path, AuthServer.bearer(PEOPLE.rootToken()));
  }
}
