package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.auth.People.Person;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdministrationTest {
  private static final AuthServer AUTH = AuthServer.startWithRoot();
  private static final People PEOPLE = new People(AUTH);

  @AfterAll
  static void stop() {
    AUTH.close();
  }

  @ParameterizedTest
  @CsvSource({
    "Supervisor, supervisor", "supervisor, supervisor", "EndUser, enduser",
    "teacher, enduser", "student, enduser", "user, enduser"
  })
  void a_role_is_given_in_any_spelling(String asked, String given) {
    Person person = PEOPLE.verified();
    Reply reply = PEOPLE.changeRole(PEOPLE.rootToken(), person.id(), asked);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    assertThat(reply.text("user.role")).isEqualTo(given);
    assertThat(reply.text("user._id")).isEqualTo(person.id());
    assertThat(reply.json().get("user").propertyNames())
        .containsExactly(
            "_id", "username", "email", "isVerified", "role", "createdAt", "updatedAt", "__v");
  }

  @Test
  void a_new_role_counts_at_once_and_old_tokens_do_not() {
    Person person = PEOPLE.verified();
    String before = PEOPLE.accessToken(person.username());

    PEOPLE.changeRole(PEOPLE.rootToken(), person.id(), "admin");

    assertThat(users(before).error()).isEqualTo("Invalid or expired token");
    assertThat(users(PEOPLE.accessToken(person.username())).status()).isEqualTo(200);
  }

  @Test
  void bad_requests_are_told_apart() {
    String root = PEOPLE.rootToken();
    Person person = PEOPLE.verified();
    assertThat(PEOPLE.changeRole(root, person.id(), "king").error()).isEqualTo("Invalid role");
    assertThat(PEOPLE.changeRole(root, "nonsense", "admin").error())
        .isEqualTo("Invalid user ID format");
    assertThat(PEOPLE.changeRole(root, "0123456789abcdef01234567", "admin").status())
        .isEqualTo(404);
    String token = PEOPLE.accessToken(person.username());
    assertThat(PEOPLE.changeRole(token, person.id(), "admin").status()).isEqualTo(403);
    assertThat(PEOPLE.changeRole(token, person.id(), "admin").error())
        .isEqualTo("Admin access required");
    assertThat(AUTH.get("/api/admin/users").status()).isEqualTo(401);
    assertThat(AUTH.get("/api/admin/users").error()).isEqualTo("Authentication required");
    assertThat(users(token.substring(0, token.length() - 4) + "AAAA").error())
        .isEqualTo("Invalid or expired token");
  }

  @Test
  void the_last_administrator_stays_one() {
    String root = PEOPLE.rootToken();
    String id = AUTH.get("/api/profile", AuthServer.bearer(root)).text("user._id");
    demoteAllBut(id, root);

    Reply reply = PEOPLE.changeRole(root, id, "enduser");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(AUTH.get("/api/admin/users", AuthServer.bearer(root)).status()).isEqualTo(200);
  }

  @Test
  void two_administrators_who_demote_each_other_at_once_leave_one() {
    for (int i = 0; i < 5; i++) {
      String root = PEOPLE.rootToken();
      String rootId = AUTH.get("/api/profile", AuthServer.bearer(root)).text("user._id");
      demoteAllBut(rootId, root);
      Person second = PEOPLE.administrator();
      String secondToken = PEOPLE.accessToken(second.username());

      AuthServer.together(
          List.of(
              () -> PEOPLE.changeRole(root, second.id(), "enduser"),
              () -> PEOPLE.changeRole(secondToken, rootId, "enduser")));

      long left =
          AUTH.database()
              .getCollection("users")
              .countDocuments(new org.bson.Document("role", "admin"));
      assertThat(left).isEqualTo(1);
      // Whoever is left gives root the role back for the next round.
      if (PEOPLE.login("root").text("user.role").equals("enduser")) {
        PEOPLE.changeRole(PEOPLE.accessToken(second.username()), rootId, "admin");
      }
    }
  }

  @Test
  void people_are_listed_and_found() {
    Person person = PEOPLE.verified();
    String root = PEOPLE.rootToken();

    Reply all = users(root);
    Reply one = AUTH.get("/api/admin/users/" + person.id(), AuthServer.bearer(root));
    Reply byEmail =
        AUTH.get(
            "/api/admin/users/by-email/" + person.email().replace("@", "%40"),
            AuthServer.bearer(root));

    assertThat(all.json().get("users").findValuesAsString("username"))
        .contains("root", person.username());
    assertThat(one.json().get("user").propertyNames())
        .containsExactly(
            "user_id", "username", "email", "role", "is_verified", "created_at", "updated_at");
    assertThat(byEmail.text("user._id")).isEqualTo(person.id());
  }

  @Test
  void a_deleted_person_is_gone_and_their_name_is_free() {
    Person person = PEOPLE.verified();
    Reply login = PEOPLE.login(person.username());
    String root = PEOPLE.rootToken();

    Reply deleted = AUTH.delete("/api/admin/users/" + person.id(), AuthServer.bearer(root));

    assertThat(deleted.status()).as(deleted.toString()).isEqualTo(200);
    assertThat(deleted.text("user.username")).isEqualTo(person.username());
    assertThat(PEOPLE.login(person.username()).status()).isEqualTo(401);
    assertThat(PEOPLE.refresh(login.text("refreshToken")).status()).isEqualTo(401);
    assertThat(users(login.text("accessToken")).status()).isEqualTo(401);
    assertThat(AUTH.get("/api/admin/users/" + person.id(), AuthServer.bearer(root)).status())
        .isEqualTo(404);
    Reply again =
        AUTH.post("/api/auth/register", People.application(person.username(), person.email()));
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.text("userId")).isNotEqualTo(person.id());
  }

  @Test
  void administrators_are_not_deleted() {
    Person other = PEOPLE.administrator();
    String root = PEOPLE.rootToken();
    String rootId = AUTH.get("/api/profile", AuthServer.bearer(root)).text("user._id");
    assertThat(AUTH.delete("/api/admin/users/" + rootId, AuthServer.bearer(root)).error())
        .isEqualTo("Cannot delete your own account");
    Reply reply = AUTH.delete("/api/admin/users/" + other.id(), AuthServer.bearer(root));
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.error()).isEqualTo("Cannot delete another admin user");
  }

  private static Reply users(String token) {
    return AUTH.get("/api/admin/users", AuthServer.bearer(token));
  }

  private static void demoteAllBut(String id, String token) {
    for (var user : users(token).json().get("users")) {
      String other = user.get("_id").asString();
      boolean admin = user.get("role").asString().equals("admin");
      if (admin && !other.equals(id)) PEOPLE.changeRole(token, other, "enduser");
    }
  }
}
