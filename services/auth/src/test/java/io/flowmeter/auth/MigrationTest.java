package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.events.UserRegistered;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The predecessor's people come with their ids, roles and passwords, and come once. */
class MigrationTest {
  private static final String PATH = "/api/admin/migration/users";

  /** Of the password {@code U*U}. */
  private static final String HASH = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  private final AuthServer auth = AuthServer.shared();
  private final People people = new People(auth);
  private final String id = new ObjectId().toHexString();
  private final String name = People.newName();

  @Test
  void who_comes_keeps_id_role_and_password_and_their_hash_is_renewed_at_the_first_login() {
    Reply reply = migrate(true, user(id, name, "\"role\":\"supervisor\""));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text("results.0.status")).isEqualTo("created");
    assertThat(hashOf(id)).isEqualTo(HASH);
    assertThat(people.login(name, "U*V").status()).isEqualTo(401);
    Reply login = people.login(name, "U*U");
    assertThat(login.status()).as(login.toString()).isEqualTo(200);
    assertThat(login.text("user.id")).isEqualTo(id);
    assertThat(login.text("user.role")).isEqualTo("supervisor");
    assertThat(hashOf(id)).startsWith("$argon2id$");
    assertThat(people.login(name, "U*U").status()).isEqualTo(200);
  }

  @Test
  void the_other_services_are_told_when_they_registered_and_no_event_has_the_hash() {
    migrate(true, user(id, name));

    var facts = EventsTest.factsOf("auth.users.v1", id, 1);

    var registered = (UserRegistered) facts.getFirst().value();
    assertThat(registered.getOccurredAt()).isEqualTo("2024-09-01T08:00:00Z");
    assertThat(registered.getEmailVerified()).isTrue();
    // The predecessor's tokens end.
    assertThat(registered.getTokensValidFrom()).isAfter(auth.clock().instant().minusSeconds(60));
    assertThat(registered.toString()).doesNotContain("$2a$");
  }

  @Test
  void the_same_again_changes_nothing_whatever_became_of_them_since() {
    migrate(true, user(id, name));
    people.changeRole(people.rootToken(), id, "supervisor");
    Document before = document(id);

    Reply again = migrate(true, user(id, name + "x", "\"role\":\"enduser\""));

    assertThat(again.text("results.0.status")).isEqualTo("known");
    assertThat(without(document(id))).isEqualTo(without(before));
  }

  @Test
  void who_was_deleted_here_does_not_come_back() {
    migrate(true, user(id, name));
    auth.delete("/api/admin/users/" + id, AuthServer.bearer(people.rootToken()));

    assertThat(migrate(true, user(id, name)).text("results.0.status")).isEqualTo("known");
    assertThat(people.login(name, "U*U").status()).isEqualTo(401);
  }

  @Test
  void nothing_is_done_that_was_not_said_to_be_applied() {
    Reply tried = migrate(false, user(id, name));

    assertThat(tried.json().at("/applied").asBoolean()).isFalse();
    assertThat(tried.text("results.0.status")).isEqualTo("created");
    assertThat(auth.database().getCollection("users").countDocuments(withId(id))).isZero();
  }

  @Test
  void a_name_or_an_address_that_somebody_has_is_refused_and_the_next_row_is_done() {
    var somebody = people.registered();
    String other = new ObjectId().toHexString();

    Reply reply =
        migrate(
            true,
            user(id, somebody.username()),
            user(id, name)
                .replace(name + "@example.com", somebody.email().toUpperCase(Locale.ROOT)),
            user(other, name));

    assertThat(reply.text("results.0.message")).isEqualTo("username belongs to another account");
    assertThat(reply.text("results.1.message")).isEqualTo("email belongs to another account");
    assertThat(reply.text("results.2.status")).isEqualTo("created");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "passwordHash | $2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW | passwordHash must be of bcrypt, with a cost from 4 to 14",
        "passwordHash | a password in clear | passwordHash must be of bcrypt, with a cost from 4 to 14",
        "id | 17 | id must be 24 hexadecimal digits",
        "username | no@name | username must not look like an e-mail address",
        "email | nobody | email must be an e-mail address",
        "createdAt | yesterday | createdAt must be a moment as 2026-01-31T12:00:00Z",
        "createdAt | +999999999-01-01T00:00:00Z | createdAt must be a moment as 2026-01-31T12:00:00Z"
      })
  void what_breaks_a_rule_is_refused_with_the_rule(String field, String value, String rule) {
    String row =
        user(id, name)
            .replaceFirst("\"%s\":\"[^\"]*\"".formatted(field), "")
            .replace("{,", "{")
            .replace(",,", ",")
            .replace(",}", "}")
            .replace("}", ",\"%s\":\"%s\"}".formatted(field, value));

    Reply reply = migrate(true, row);

    assertThat(reply.text("results.0.status")).isEqualTo("refused");
    assertThat(reply.text("results.0.message")).isEqualTo(rule).doesNotContain(HASH);
  }

  @Test
  void only_administrators_may_and_what_is_no_list_is_refused() {
    String token = people.accessToken(people.verified().username());
    String body = "{\"users\":[%s],\"apply\":true}".formatted(user(id, name));

    assertThat(auth.post(PATH, body).status()).isEqualTo(401);
    assertThat(auth.post(PATH, body, AuthServer.bearer(token)).status()).isEqualTo(403);
    assertThat(migrate(true).status()).isEqualTo(400);
    var many = new ArrayList<String>();
    for (int i = 0; i <= 1_000; i++) many.add("null");
    assertThat(migrate(false, many.toArray(String[]::new)).error())
        .isEqualTo("users must be at most 1000");
  }

  private Reply migrate(boolean apply, String... users) {
    return auth.post(
        PATH,
        "{\"users\":[%s],\"apply\":%s}".formatted(String.join(",", users), apply),
        AuthServer.bearer(people.rootToken()));
  }

  private static String user(String id, String name, String... more) {
    String rest = more.length == 0 ? "" : "," + String.join(",", more);
    return """
        {"id":"%s","username":"%s","email":"%s@example.com","passwordHash":"%s","verified":true,\
        "createdAt":"2024-09-01T08:00:00Z"%s}"""
        .formatted(id, name, name, HASH, rest);
  }

  private String hashOf(String user) {
    return document(user).getString("password");
  }

  private Document document(String user) {
    return List.copyOf(
            auth.database()
                .getCollection("users")
                .find(withId(user))
                .into(new ArrayList<Document>()))
        .getFirst();
  }

  /** The relay takes out what it has published. */
  private static Document without(Document account) {
    account.remove("outbox");
    return account;
  }

  private static Document withId(String user) {
    return new Document("_id", new ObjectId(user));
  }
}
