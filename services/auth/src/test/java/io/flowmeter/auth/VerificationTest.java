package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.auth.People.Person;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class VerificationTest {
  private static final AuthServer AUTH = AuthServer.start("flowmeter.verification.guesses=20");
  private static final People PEOPLE = new People(AUTH);

  @AfterAll
  static void stop() {
    AUTH.close();
  }

  @Test
  void a_code_proves_only_the_address_it_was_made_for() {
    Person one = PEOPLE.registered();
    Person other = PEOPLE.registered();

    Reply reply = PEOPLE.verify(People.code(one.email()), other.email());

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.error()).isEqualTo("Email verification failed");
    assertThat(PEOPLE.login(other.username()).error()).isEqualTo("Email not verified");
  }

  @Test
  void a_code_serves_once() {
    Person person = PEOPLE.registered();
    String code = People.code(person.email());
    assertThat(PEOPLE.verify(code, person.email()).status()).isEqualTo(200);
    assertThat(PEOPLE.verify(code, person.email()).status()).isEqualTo(400);
    assertThat(PEOPLE.verify(code).status()).isEqualTo(400);
  }

  @Test
  void a_code_is_typed_in_any_case() {
    Person person = PEOPLE.registered();
    String code = People.code(person.email()).toLowerCase(java.util.Locale.ROOT);
    assertThat(PEOPLE.verify(" " + code + " ").status()).isEqualTo(200);
  }

  @Test
  void five_wrong_codes_void_the_right_one_also_when_given_at_once() {
    Person person = PEOPLE.registered();
    String code = People.code(person.email());

    AuthServer.together(
        Collections.nCopies(5, () -> PEOPLE.verify(otherThan(code), person.email())));

    assertThat(PEOPLE.verify(code, person.email()).status()).isEqualTo(400);
    assertThat(PEOPLE.verify(code).status()).isEqualTo(400);
  }

  @Test
  void a_new_code_takes_the_place_of_the_old_one() {
    Person person = PEOPLE.registered();
    String old = People.code(person.email());

    Reply resent =
        AUTH.post("/api/auth/resend-verification", "{\"email\":\"%s\"}".formatted(person.email()));
    String newer = People.codeIn(People.letters(person.email(), 2).getFirst());

    assertThat(resent.status()).isEqualTo(200);
    assertThat(resent.text("message")).isEqualTo("Verification code resent");
    assertThat(PEOPLE.verify(old, person.email()).status()).isEqualTo(400);
    assertThat(PEOPLE.verify(newer, person.email()).status()).isEqualTo(200);
  }

  @Test
  void a_code_ends_after_fifteen_minutes() {
    Person person = PEOPLE.registered();
    String code = People.code(person.email());
    AUTH.clock().forward(Duration.ofMinutes(15));
    assertThat(PEOPLE.verify(code, person.email()).status()).isEqualTo(400);
    assertThat(PEOPLE.verify(code).status()).isEqualTo(400);
  }

  @Test
  void guessing_without_an_address_soon_hits_nobody_and_locks_nobody_out() {
    List<Person> waiting = List.of(PEOPLE.registered(), PEOPLE.registered());
    List<String> codes = waiting.stream().map(person -> People.code(person.email())).toList();

    for (int i = 0; i < 20; i++) PEOPLE.verify(otherThan(codes.toArray(String[]::new)));

    Reply guessed = PEOPLE.verify(codes.getFirst());
    assertThat(guessed.status()).isEqualTo(400);
    assertThat(guessed.text("hint")).contains("email");
    assertThat(PEOPLE.verify(codes.getFirst(), waiting.getFirst().email()).status()).isEqualTo(200);
  }

  @Test
  void asking_for_a_code_tells_nobody_who_has_an_account() {
    Person verified = PEOPLE.verified();
    for (String email : List.of("nobody@example.com", verified.email())) {
      Reply reply =
          AUTH.post("/api/auth/resend-verification", "{\"email\":\"%s\"}".formatted(email));
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.text("message")).isEqualTo("Verification code resent");
    }
    assertThat(People.letters(verified.email(), 1)).hasSize(1);
  }

  @Test
  void missing_input_is_named() {
    assertThat(AUTH.post("/api/auth/verify-email", "{}").error()).isEqualTo("Token is required");
    assertThat(AUTH.post("/api/auth/resend-verification", "{}").error())
        .isEqualTo("Email is required");
  }

  private static String otherThan(String... codes) {
    for (int i = 0; ; i++) {
      String candidate = "%06X".formatted(i);
      if (!List.of(codes).contains(candidate)) return candidate;
    }
  }
}
