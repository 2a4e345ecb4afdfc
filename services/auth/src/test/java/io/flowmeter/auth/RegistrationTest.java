package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.auth.People.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationTest {
  private static final AuthServer AUTH = AuthServer.shared();
  private static final People PEOPLE = new People(AUTH);

  @Test
  void a_person_registers_verifies_and_logs_in() {
    String name = People.newName();
    String email = name + "@example.com";

    Reply registered = AUTH.post("/api/auth/signup", People.application(name, email));
    Reply tooEarly = PEOPLE.login(name);
    Reply verified = PEOPLE.verify(People.code(email));
    Reply login = PEOPLE.login(name);

    assertThat(registered.status()).isEqualTo(201);
    assertThat(registered.text("message"))
        .isEqualTo("User registered successfully. Please verify your email.");
    assertThat(registered.text("userId")).matches("[0-9a-f]{24}");
    assertThat(tooEarly.status()).isEqualTo(401);
    assertThat(tooEarly.error()).isEqualTo("Email not verified");
    assertThat(verified.status()).isEqualTo(200);
    assertThat(verified.text("message")).isEqualTo("Email verified successfully");
    assertThat(login.status()).isEqualTo(200);
    assertThat(login.text("message")).isEqualTo("Login successful");
    assertThat(login.text("user.role")).isEqualTo("enduser");
    assertThat(login.json().at("/user/isVerified").asBoolean()).isTrue();
  }

  @Test
  void the_predecessors_route_gives_no_role_whatever_is_asked() {
    String name = People.newName();
    Reply reply =
        AUTH.post(
            "/api/auth/signup",
            People.application(name, name + "@example.com", "\"role\":\"admin\""));
    assertThat(reply.status()).isEqualTo(201);
    PEOPLE.verify(People.code(name + "@example.com"));
    assertThat(PEOPLE.login(name).text("user.role")).isEqualTo("enduser");
  }

  @Test
  void a_name_or_address_that_is_taken_is_refused() {
    Person person = PEOPLE.registered();

    Reply sameName =
        AUTH.post("/api/auth/register", People.application(person.username(), "x@example.com"));
    Reply sameAddress =
        AUTH.post(
            "/api/auth/register",
            People.application(
                People.newName(), person.email().toUpperCase(java.util.Locale.ROOT)));

    assertThat(sameName.status()).isEqualTo(400);
    assertThat(sameName.error()).isEqualTo("Username already exists");
    assertThat(sameAddress.status()).isEqualTo(400);
    assertThat(sameAddress.error()).isEqualTo("Email already exists");
  }

  @Test
  void of_fifty_at_once_with_one_name_one_gets_it() {
    String name = People.newName();
    var calls = new ArrayList<Callable<Reply>>();
    for (int i = 0; i < 50; i++) {
      String email = "%s-%d@example.com".formatted(name, i);
      calls.add(() -> AUTH.post("/api/auth/register", People.application(name, email)));
    }
    List<Reply> replies = AuthServer.together(calls);

    assertThat(replies).filteredOn(reply -> reply.status() == 201).hasSize(1);
    assertThat(replies)
        .filteredOn(reply -> reply.status() == 400)
        .hasSize(49)
        .allMatch(reply -> reply.error().equals("Username already exists"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"username\":\"someone\",\"email\":\"a@b.c\"}",
        "{\"username\":\"\",\"email\":\"a@b.c\",\"password\":\"SecurePassword123!\"}",
        "{\"username\":null,\"email\":\"a@b.c\",\"password\":\"SecurePassword123!\"}"
      })
  void missing_fields_are_named_so(String body) {
    Reply reply = AUTH.post("/api/auth/register", body);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.error()).isEqualTo("Missing required fields");
  }

  @ParameterizedTest
  @CsvSource({
    "ab, a@example.com, SecurePassword123!, username",
    "a-name-of-more-than-thirty-characters, a@example.com, SecurePassword123!, username",
    "victim@example.com, a@example.com, SecurePassword123!, username",
    "someone, not-an-address, SecurePassword123!, email",
    "someone, a b@example.com, SecurePassword123!, email",
    "someone, a@example.com, short, password",
  })
  void a_broken_rule_is_named_with_its_field(
      String username, String email, String password, String field) {
    Reply reply =
        AUTH.post(
            "/api/auth/register",
            "{\"username\":\"%s\",\"email\":\"%s\",\"password\":\"%s\"}"
                .formatted(username, email, password));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.error()).startsWith(field + " must");
    assertThat(reply.text("detail")).isEqualTo(reply.error());
    assertThat(reply.json().get("status").asInt()).isEqualTo(400);
  }

  @Test
  void the_letter_can_be_read_by_people_and_by_scripts() {
    String email = People.newName() + "@example.com";
    AUTH.post("/api/auth/register", People.application("<b>&學生" + People.newName(), email));

    var letter = People.letters(email, 1).getFirst();

    assertThat(letter.subject()).isEqualTo("Verify Your Email");
    assertThat(letter.from()).isEqualTo("noreply@example.com");
    assertThat(letter.text()).containsPattern("verification code: [0-9A-F]{6}\\R");
  }

  @Test
  void codes_and_passwords_are_not_in_the_database() {
    Person person = PEOPLE.registered();
    String code = People.code(person.email());
    String stored =
        String.valueOf(
            AUTH.database()
                .getCollection("users")
                .find(new org.bson.Document("username", person.username()))
                .first());
    assertThat(stored).contains("$argon2id$").doesNotContain(code, People.PASSWORD);
  }
}
