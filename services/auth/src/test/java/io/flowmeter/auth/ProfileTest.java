package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.auth.People.Person;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileTest {
  private static final AuthServer AUTH = AuthServer.shared();
  private static final People PEOPLE = new People(AUTH);

  @Test
  void a_person_takes_another_name() {
    Person person = PEOPLE.verified();
    String token = PEOPLE.accessToken(person.username());
    String name = People.newName();

    Reply reply = edit(token, "{\"username\":\"%s\"}".formatted(name));

    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    assertThat(reply.json().propertyNames()).containsExactly("user");
    assertThat(reply.text("user.username")).isEqualTo(name);
    assertThat(PEOPLE.login(name).status()).isEqualTo(200);
    assertThat(PEOPLE.login(person.username()).status()).isEqualTo(401);
  }

  @Test
  void a_new_address_counts_only_once_it_is_proven() {
    Person person = PEOPLE.verified();
    String token = PEOPLE.accessToken(person.username());
    String address = People.newName() + "@new.example.com";

    Reply asked =
        edit(token, "{\"email\":\"%s\"}".formatted(address.toUpperCase(java.util.Locale.ROOT)));
    assertThat(asked.status()).as(asked.toString()).isEqualTo(200);
    assertThat(asked.text("user.email")).isEqualTo(person.email());
    assertThat(asked.text("pendingEmail")).isEqualTo(address);
    assertThat(PEOPLE.login(address).status()).isEqualTo(401);
    assertThat(PEOPLE.login(person.email()).status()).isEqualTo(200);

    assertThat(PEOPLE.verify("000000", address).status()).isEqualTo(400);
    Reply proven = PEOPLE.verify(People.code(address), address);
    assertThat(proven.status()).as(proven.toString()).isEqualTo(200);
    assertThat(PEOPLE.login(address).text("user.isVerified")).isEqualTo("true");
    assertThat(PEOPLE.login(person.email()).status()).isEqualTo(401);
  }

  @Test
  void the_code_of_a_new_address_can_be_given_alone_and_asked_for_again() {
    Person person = PEOPLE.verified();
    String address = People.newName() + "@new.example.com";
    edit(PEOPLE.accessToken(person.username()), "{\"email\":\"%s\"}".formatted(address));
    String first = People.code(address);

    AUTH.post("/api/auth/resend-verification", "{\"email\":\"%s\"}".formatted(address));
    String second = People.codeIn(People.letters(address, 2).getFirst());

    assertThat(PEOPLE.verify(first, address).status()).isEqualTo(400);
    assertThat(PEOPLE.verify(second).status()).isEqualTo(200);
    assertThat(PEOPLE.login(address).status()).isEqualTo(200);
  }

  @Test
  void an_address_that_somebody_else_proved_meanwhile_stays_theirs() {
    Person person = PEOPLE.verified();
    String name = People.newName();
    String address = name + "@example.com";
    edit(PEOPLE.accessToken(person.username()), "{\"email\":\"%s\"}".formatted(address));
    String code = People.code(address);
    AUTH.post("/api/auth/register", People.application(name, address));

    assertThat(PEOPLE.verify(code, address).status()).isEqualTo(400);
    assertThat(PEOPLE.login(person.email()).status()).isEqualTo(200);
  }

  @Test
  void what_is_taken_is_refused() {
    Person one = PEOPLE.verified();
    Person other = PEOPLE.verified();
    String token = PEOPLE.accessToken(one.username());
    assertThat(edit(token, "{\"username\":\"%s\"}".formatted(other.username())).error())
        .isEqualTo("Username already taken");
    assertThat(edit(token, "{\"email\":\"%s\"}".formatted(other.email())).error())
        .isEqualTo("Email already taken");
    assertThat(edit(token, "{\"username\":\"%s\"}".formatted(one.username())).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"username\":\"victim@example.com\"}",
        "{\"username\":\"ab\"}",
        "{\"email\":\"nonsense\"}",
        "{\"email\":{\"$gt\":\"\"}}",
        "{\"username\":{\"$ne\":null}}"
      })
  void the_rules_of_registration_hold_here_too(String body) {
    String token = PEOPLE.accessToken(PEOPLE.verified().username());
    Reply reply = edit(token, body);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
    assertThat(reply.error()).containsAnyOf("username", "email");
  }

  private static Reply edit(String token, String body) {
    return AUTH.put("/api/profile", body, AuthServer.bearer(token));
  }
}
