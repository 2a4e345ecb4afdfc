package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.auth.People.Person;
import io.flowmeter.embedded.ReceivedMail;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordTest {
  private static final String NEW = "another-Password-1";
  private static final Pattern TOKEN = Pattern.compile("token: ([0-9a-f]{64})");
  private static final AuthServer AUTH =
      AuthServer.start(
          "flowmeter.bootstrap-admin.username=root",
          "flowmeter.bootstrap-admin.email=root@example.com",
          "flowmeter.bootstrap-admin.password=" + People.PASSWORD,
          "flowmeter.links.frontend-url=https://school.example/ui/",
          "flowmeter.password-reset.letters-per-window=3");
  private static final People PEOPLE = new People(AUTH);

  @AfterAll
  static void stop() {
    AUTH.close();
  }

  @Test
  void who_forgot_their_password_chooses_a_new_one_by_letter() {
    Person person = PEOPLE.verified();

    Reply asked = forgot(person.email());
    ReceivedMail letter = letter(person.email());
    Reply reset = reset(tokenIn(letter), NEW);

    assertThat(asked.status()).isEqualTo(200);
    assertThat(asked.text("message"))
        .isEqualTo("If your email exists in our system, you will receive a password reset link");
    assertThat(letter.subject()).isEqualTo("Reset Your Password");
    assertThat(letter.text())
        .contains("https://school.example/ui/reset-password?token=" + tokenIn(letter))
        .contains("1 hour");
    assertThat(reset.text("message")).isEqualTo("Password reset successful");
    assertThat(PEOPLE.login(person.username()).status()).isEqualTo(401);
    assertThat(PEOPLE.login(person.username(), NEW).status()).isEqualTo(200);
  }

  @Test
  void a_token_serves_once_also_for_two_at_the_same_moment() {
    Person person = PEOPLE.verified();
    forgot(person.email());
    String token = tokenIn(letter(person.email()));

    List<Reply> replies =
        AuthServer.together(List.of(() -> reset(token, NEW + "a"), () -> reset(token, NEW + "b")));

    assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
    assertThat(replies)
        .filteredOn(reply -> reply.status() == 400)
        .singleElement()
        .matches(reply -> reply.error().equals("Password reset failed"));
    assertThat(reset(token, NEW).status()).isEqualTo(400);
  }

  @Test
  void a_new_token_takes_the_place_of_the_old_one_and_ends_after_an_hour() {
    Person person = PEOPLE.verified();
    forgot(person.email());
    String old = tokenIn(letter(person.email()));
    forgot(person.email());
    String token = tokenIn(People.letters(person.email(), 3).getFirst());

    assertThat(reset(old, NEW).status()).isEqualTo(400);
    AUTH.clock().forward(Duration.ofMinutes(61));
    assertThat(reset(token, NEW).status()).isEqualTo(400);
    assertThat(PEOPLE.login(person.username()).status()).isEqualTo(200);
  }

  @Test
  void nobody_can_fill_a_mailbox() {
    Person person = PEOPLE.verified();
    for (int i = 0; i < 5; i++) assertThat(forgot(person.email()).status()).isEqualTo(200);
    People.letters(person.email(), 4);

    Document account = account(person);

    assertThat(account.getEmbedded(List.of("passwordReset", "letters"), 0)).isEqualTo(3);
  }

  @Test
  void neither_answer_nor_time_tells_whether_there_is_an_account() {
    Person person = PEOPLE.verified();
    for (String email : List.of(person.email(), "nobody@example.com", "nonsense")) {
      long start = System.nanoTime();
      Reply reply = forgot(email);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(149));
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.text("message")).startsWith("If your email exists");
    }
  }

  @Test
  void the_database_knows_no_token() {
    Person person = PEOPLE.verified();
    forgot(person.email());
    String token = tokenIn(letter(person.email()));
    assertThat(account(person).toString()).contains("tokenHash").doesNotContain(token);
  }

  @Test
  void a_reset_ends_every_session_and_every_token() {
    Person person = PEOPLE.verified();
    Reply thief = PEOPLE.login(person.username());
    forgot(person.email());

    reset(tokenIn(letter(person.email())), NEW);

    assertThat(PEOPLE.refresh(thief.text("refreshToken")).status()).isEqualTo(401);
    assertThat(profile(thief.text("accessToken")).status()).isEqualTo(401);
  }

  @Test
  void a_changed_password_ends_all_sessions_but_the_one_that_begins_with_it() {
    Person person = PEOPLE.verified();
    Reply thief = PEOPLE.login(person.username());
    Reply own = PEOPLE.login(person.username());

    Reply changed = change(own.text("accessToken"), People.PASSWORD, NEW);

    assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
    assertThat(changed.text("message")).isEqualTo("Password changed successfully");
    assertThat(profile(changed.text("accessToken")).status()).isEqualTo(200);
    assertThat(PEOPLE.refresh(changed.text("refreshToken")).status()).isEqualTo(200);
    assertThat(profile(thief.text("accessToken")).status()).isEqualTo(401);
    assertThat(PEOPLE.refresh(thief.text("refreshToken")).status()).isEqualTo(401);
    assertThat(PEOPLE.refresh(own.text("refreshToken")).status()).isEqualTo(401);
    assertThat(PEOPLE.login(person.username(), NEW).status()).isEqualTo(200);
  }

  @Test
  void a_password_is_changed_only_by_who_knows_it_and_to_a_good_one() {
    String token = PEOPLE.accessToken(PEOPLE.verified().username());
    assertThat(change(token, "wrong", NEW).error()).isEqualTo("Current password is incorrect");
    Reply tooShort = change(token, People.PASSWORD, "short");
    assertThat(tooShort.status()).isEqualTo(400);
    assertThat(tooShort.error()).startsWith("newPassword must be 8 to");
    assertThat(AUTH.post("/api/change-password", "{}", AuthServer.bearer(token)).error())
        .isEqualTo("Current password and new password are required");
    assertThat(AUTH.post("/api/change-password", "{}").status()).isEqualTo(401);
  }

  @Test
  void whoever_holds_a_session_guesses_its_password_no_faster_than_at_the_login() {
    String token = PEOPLE.accessToken(PEOPLE.verified().username());
    for (int i = 0; i < 5; i++)
      assertThat(change(token, "wrong " + i, NEW).status()).isEqualTo(400);

    Reply locked = change(token, People.PASSWORD, NEW);

    assertThat(locked.status()).isEqualTo(429);
    assertThat(locked.header("Retry-After")).isEqualTo("1");
  }

  @Test
  void a_role_that_was_forced_into_the_database_is_no_obstacle() {
    Person person = PEOPLE.verified();
    AUTH.database()
        .getCollection("users")
        .updateOne(
            new Document("username", person.username()),
            new Document("$set", new Document("role", "teacher")));
    Reply changed = change(PEOPLE.accessToken(person.username()), People.PASSWORD, NEW);
    assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
  }

  @Test
  void missing_input_is_named() {
    assertThat(AUTH.post("/api/auth/forgot-password", "{}").error()).isEqualTo("Email is required");
    assertThat(AUTH.post("/api/auth/reset-password", "{\"token\":\"a\"}").error())
        .isEqualTo("Token and new password are required");
    assertThat(reset("nonsense", NEW).error()).isEqualTo("Password reset failed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/auth/reset-password {\"token\":{\"$gt\":\"\"},\"newPassword\":\"SecurePassword1!\"}",
        "/api/auth/reset-password {\"token\":{\"$ne\":null},\"newPassword\":\"SecurePassword1!\"}",
        "/api/auth/forgot-password {\"email\":{\"$regex\":\".*\"}}"
      })
  void operators_of_the_database_are_refused(String call) {
    Person person = PEOPLE.verified();
    forgot(person.email());
    letter(person.email());
    String[] parts = call.split(" ", 2);

    Reply reply = AUTH.post(parts[0], parts[1]);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(PEOPLE.login(person.username()).status()).isEqualTo(200);
  }

  @Test
  void an_administrator_gives_a_password_or_lets_one_be_made() {
    Person person = PEOPLE.verified();
    String session = PEOPLE.login(person.username()).text("refreshToken");

    Reply given = resetByAdministrator(person.id(), "{\"newPassword\":\"%s\"}".formatted(NEW));
    assertThat(given.status()).as(given.toString()).isEqualTo(200);
    assertThat(given.text("user.username")).isEqualTo(person.username());
    assertThat(given.text("user.email")).isEqualTo(person.email());
    assertThat(given.json().has("generatedPassword")).isFalse();
    assertThat(PEOPLE.login(person.username(), NEW).status()).isEqualTo(200);
    assertThat(PEOPLE.refresh(session).status()).isEqualTo(401);

    Reply made = resetByAdministrator(person.id(), "{\"generateRandom\":true}");
    assertThat(made.text("generatedPassword")).hasSizeGreaterThanOrEqualTo(12);
    assertThat(PEOPLE.login(person.username(), made.text("generatedPassword")).status())
        .isEqualTo(200);

    assertThat(resetByAdministrator(person.id(), "{}").status()).isEqualTo(400);
    assertThat(resetByAdministrator(person.id(), "{\"newPassword\":\"x\"}").status())
        .isEqualTo(400);
    assertThat(
            resetByAdministrator("0123456789abcdef01234567", "{\"generateRandom\":true}").status())
        .isEqualTo(404);
  }

  private static Reply resetByAdministrator(String id, String body) {
    return AUTH.post(
        "/api/admin/users/%s/reset-password".formatted(id),
        body,
        AuthServer.bearer(PEOPLE.rootToken()));
  }

  private static Reply forgot(String email) {
    return AUTH.post("/api/auth/forgot-password", "{\"email\":\"%s\"}".formatted(email));
  }

  private static Reply reset(String token, String password) {
    return AUTH.post(
        "/api/auth/reset-password",
        "{\"token\":\"%s\",\"newPassword\":\"%s\"}".formatted(token, password));
  }

  private static Reply change(String accessToken, String current, String next) {
    return AUTH.post(
        "/api/change-password",
        "{\"currentPassword\":\"%s\",\"newPassword\":\"%s\"}".formatted(current, next),
        AuthServer.bearer(accessToken));
  }

  private static Reply profile(String token) {
    return AUTH.get("/api/profile", AuthServer.bearer(token));
  }

  /** After the one with the verification code. */
  private static ReceivedMail letter(String email) {
    return People.letters(email, 2).getFirst();
  }

  private static String tokenIn(ReceivedMail letter) {
    var found = TOKEN.matcher(letter.text());
    assertThat(found.find()).as(letter.text()).isTrue();
    return found.group(1);
  }

  private static Document account(Person person) {
    Document found =
        AUTH.database()
            .getCollection("users")
            .find(new Document("username", person.username()))
            .first();
    return java.util.Objects.requireNonNull(found);
  }
}
