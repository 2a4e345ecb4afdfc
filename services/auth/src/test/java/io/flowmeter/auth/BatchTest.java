package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static final Pattern PASSWORD = Pattern.compile("password: (\\S+)");

  private final AuthServer auth = AuthServer.shared();
  private final People people = new People(auth);

  @Test
  void each_row_has_its_own_result_and_one_bad_row_stops_no_other() {
    String name = People.newName();
    Reply reply =
        batch(user(name) + "," + user(name) + ",{\"username\":\"x\",\"email\":\"x@example.com\"}");

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.text("message")).isEqualTo("1 of 3 users created successfully");
    assertThat(reply.json().at("/results/0/success").asBoolean()).isTrue();
    assertThat(reply.text("results.0.userId")).hasSize(24);
    assertThat(reply.text("results.1.message")).isEqualTo("Username already exists");
    assertThat(reply.text("results.2.message")).isEqualTo("username must be 3 to 30 characters");
    assertThat(reply.json().at("/summary/total").asInt()).isEqualTo(3);
    assertThat(reply.json().at("/summary/successful").asInt()).isEqualTo(1);
    assertThat(reply.json().at("/summary/failed").asInt()).isEqualTo(2);
  }

  @Test
  void each_gets_a_random_password_by_mail_with_which_they_can_log_in_at_once() {
    String name = People.newName();
    batch(user(name));

    var letter = People.letters(name + "@example.com", 1).getFirst();
    var password = PASSWORD.matcher(letter.text());
    assertThat(password.find()).isTrue();
    assertThat(people.login(name, password.group(1)).status()).isEqualTo(200);
  }

  @Test
  void a_batch_that_cannot_be_meant_makes_nobody() {
    String name = People.newName();

    Reply withoutEmail = batch(user(name) + ",{\"username\":\"somebody\"}");
    assertThat(withoutEmail.status()).isEqualTo(400);
    assertThat(withoutEmail.error()).isEqualTo("Each user must have a username and email");
    assertThat(withoutEmail.text("invalidUser.username")).isEqualTo("somebody");

    Reply badRole = batch(user(name, "\"role\":\"king\""));
    assertThat(badRole.status()).isEqualTo(400);
    assertThat(badRole.error()).isEqualTo("Invalid role provided");

    Reply admin = batch(user(name, "\"role\":\"admin\""));
    assertThat(admin.status()).isEqualTo(403);
    assertThat(admin.error()).isEqualTo("Creating admin users is restricted");

    assertThat(batch("").error()).isEqualTo("A non-empty array of users is required");
    assertThat(batch(user(name)).status()).isEqualTo(201);
  }

  @Test
  void only_administrators_may() {
    String token = people.accessToken(people.verified().username());

    Reply reply =
        auth.post(
            "/api/admin/users/batch",
            "{\"users\":[%s]}".formatted(user(People.newName())),
            AuthServer.bearer(token));

    assertThat(reply.status()).isEqualTo(403);
  }

  private Reply batch(String users) {
    return auth.post(
        "/api/admin/users/batch",
        "{\"users\":[%s]}".formatted(users),
        AuthServer.bearer(people.rootToken()));
  }

  private static String user(String name, String... more) {
    String rest = more.length == 0 ? "" : "," + String.join(",", more);
    return "{\"username\":\"%1$s\",\"email\":\"%1$s@example.com\"%2$s}".formatted(name, rest);
  }
}
