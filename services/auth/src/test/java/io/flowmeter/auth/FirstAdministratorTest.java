package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FirstAdministratorTest {
  private static final AuthServer AUTH = AuthServer.start();
  private static final People PEOPLE = new People(AUTH);

  private static final String DOCUMENTED_REGISTRATION =
      """
      {
          "username": "admin",
          "email": "admin@example.com",
          "password": "SecurePassword123!",
          "role": "Admin"
        }""";

  @BeforeEach
  void nobody_has_an_account() {
    var _ = AUTH.database().getCollection("users").deleteMany(new org.bson.Document());
  }

  @AfterAll
  static void stop() {
    AUTH.close();
  }

  @Test
  void the_deployment_documents_order_works_literally() {
    Reply registered = AUTH.post("/api/auth/register", DOCUMENTED_REGISTRATION);
    Reply login =
        AUTH.post(
            "/api/auth/login",
            "{\"email\": \"admin@example.com\", \"password\": \"SecurePassword123!\"}");

    assertThat(registered.status()).as(registered.toString()).isEqualTo(201);
    assertThat(registered.text("message")).contains("ready to use");
    assertThat(login.status()).as(login.toString()).isEqualTo(200);
    assertThat(login.text("user.role")).isEqualTo("admin");
    assertThat(login.text("user.id")).isEqualTo(registered.text("userId"));
    assertThat(login.json().at("/user/isVerified").asBoolean()).isTrue();
  }

  @Test
  void of_fifty_at_once_one_becomes_administrator() {
    var calls = new ArrayList<Callable<Reply>>();
    for (int i = 0; i < 50; i++) {
      String name = "candidate" + i;
      calls.add(
          () ->
              AUTH.post(
                  "/api/auth/register",
                  People.application(name, name + "@example.com", "\"role\":\"Admin\"")));
    }
    List<Reply> replies = AuthServer.together(calls);

    assertThat(replies).filteredOn(reply -> reply.status() == 201).hasSize(1);
    assertThat(replies).filteredOn(reply -> reply.status() == 403).hasSize(49);
  }

  @Test
  void afterwards_only_an_administrator_makes_others() {
    AUTH.post("/api/auth/register", DOCUMENTED_REGISTRATION);
    String token = PEOPLE.accessToken("admin");
    String second = People.application("second", "second@example.com", "\"role\":\"admin\"");

    Reply anonymous = AUTH.post("/api/auth/register", second);
    Reply byAdministrator = AUTH.post("/api/auth/register", second, AuthServer.bearer(token));

    assertThat(anonymous.status()).isEqualTo(403);
    assertThat(anonymous.error()).contains("Only an administrator");
    assertThat(byAdministrator.status()).as(byAdministrator.toString()).isEqualTo(201);
    assertThat(PEOPLE.verify(People.code("second@example.com")).status()).isEqualTo(200);
    assertThat(PEOPLE.login("second").text("user.role")).isEqualTo("admin");
  }

  @Test
  void nobody_makes_themselves_supervisor_not_even_first() {
    Reply reply =
        AUTH.post(
            "/api/auth/register",
            People.application("boss", "boss@example.com", "\"role\":\"Supervisor\""));
    assertThat(reply.status()).isEqualTo(403);
  }

  @Test
  void ordinary_roles_and_their_aliases_may_be_asked_for() {
    for (String role : List.of("EndUser", "enduser", "user", "teacher", "Student")) {
      String name = People.newName();
      Reply reply =
          AUTH.post(
              "/api/auth/register",
              People.application(name, name + "@example.com", "\"role\":\"" + role + "\""));
      assertThat(reply.status()).as(role).isEqualTo(201);
    }
    Reply unknown =
        AUTH.post(
            "/api/auth/register",
            People.application("king", "king@example.com", "\"role\":\"King\""));
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.error()).isEqualTo("Invalid role");
  }
}
