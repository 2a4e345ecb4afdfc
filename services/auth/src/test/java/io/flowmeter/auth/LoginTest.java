package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import io.flowmeter.auth.People.Person;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
  private static final AuthServer AUTH = AuthServer.shared();
  private static final People PEOPLE = new People(AUTH);

  @Test
  void name_and_address_serve_in_either_field() {
    Person person = PEOPLE.verified();
    for (String field : List.of("username", "email")) {
      for (String who : List.of(person.username(), person.email())) {
        Reply reply =
            AUTH.post(
                "/api/auth/login",
                "{\"%s\":\"%s\",\"password\":\"%s\"}".formatted(field, who, People.PASSWORD));
        assertThat(reply.status()).as(field + "=" + who).isEqualTo(200);
        assertThat(reply.text("user.id")).isEqualTo(person.id());
      }
    }
  }

  @Test
  void the_cookies_are_the_predecessors() {
    Reply reply = PEOPLE.login(PEOPLE.verified().username());

    assertThat(reply.cookies())
        .anySatisfy(
            cookie ->
                assertThat(cookie)
                    .startsWith("accessToken=")
                    .contains("Path=/;", "Max-Age=900", "HttpOnly", "SameSite=Strict")
                    .doesNotContain("Secure"))
        .anySatisfy(
            cookie ->
                assertThat(cookie)
                    .startsWith("refreshToken=")
                    .contains("Path=/api/auth/refresh;", "Max-Age=604800", "HttpOnly"));
  }

  @Test
  void who_does_not_know_the_password_learns_nothing() {
    Person verified = PEOPLE.verified();
    Person unverified = PEOPLE.registered();
    for (String who :
        List.of(verified.username(), unverified.email(), "nobody", "nobody@example.com")) {
      Reply reply = PEOPLE.login(who, "wrong password");
      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.error()).isEqualTo("Invalid credentials");
    }
  }

  @Test
  void unknown_accounts_take_as_long_as_known_ones() {
    String known = PEOPLE.verified().username();
    // Both hash once; what differs is a look-up, far below the spread of a hash. In turns, and the
    // best of each: neither a busy machine nor a compiler favours one of them.
    long knownNanos = Long.MAX_VALUE;
    long unknownNanos = Long.MAX_VALUE;
    for (int turn = 0; turn < 15; turn++) {
      knownNanos = Math.min(knownNanos, nanos(known));
      unknownNanos = Math.min(unknownNanos, nanos("nobody-of-that-name"));
    }
    assertThat((double) unknownNanos / knownNanos).isBetween(0.4, 2.5);
  }

  @Test
  void who_comes_from_the_predecessor_keeps_their_password_and_gets_a_better_hash() {
    String name = People.newName();
    var users = AUTH.database().getCollection("users");
    users.insertOne(
        new Document("username", name)
            .append("email", name + "@example.com")
            .append("password", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
            .append("isVerified", true)
            .append("role", "enduser")
            .append("createdAt", Date.from(AUTH.clock().instant()))
            .append("updatedAt", Date.from(AUTH.clock().instant()))
            .append("__v", 0));

    assertThat(PEOPLE.login(name, "U*V").status()).isEqualTo(401);
    assertThat(PEOPLE.login(name, "U*U").status()).isEqualTo(200);

    Document account = users.find(Filters.eq("username", name)).first();
    assertThat(account).extracting("password").asString().startsWith("$argon2id$");
    assertThat(PEOPLE.login(name, "U*U").status()).isEqualTo(200);
    assertThat(PEOPLE.login(name, "U*V").status()).isEqualTo(401);
  }

  @Test
  void nobody_can_stand_in_the_way_of_anothers_address() {
    Person victim = PEOPLE.verified();
    Reply squatter =
        AUTH.post("/api/auth/register", People.application(victim.email(), "squat@example.com"));
    assertThat(squatter.status()).isEqualTo(400);
    assertThat(PEOPLE.login(victim.email()).text("user.id")).isEqualTo(victim.id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"username\":{\"$gt\":\"\"},\"password\":\"SecurePassword123!\"}",
        "{\"username\":\"root\",\"password\":{\"$ne\":null}}",
        "{\"username\":[\"root\"],\"password\":\"SecurePassword123!\"}",
        "{\"username\":1,\"password\":\"SecurePassword123!\"}",
        "{\"username\":\"root\"",
        "[]",
        "",
        "null"
      })
  void what_is_not_a_string_is_refused(String body) {
    Reply reply = AUTH.post("/api/auth/login", body);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
    assertThat(reply.error()).isNotBlank().doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/auth/verify-email {\"token\":{\"$ne\":null}}",
        "/api/auth/verify-email {\"token\":\"ABCDEF\",\"email\":{\"$regex\":\".*\"}}",
        "/api/auth/resend-verification {\"email\":{\"$gt\":\"\"}}",
        "/api/auth/refresh {\"refreshToken\":{\"$gt\":\"\"}}",
        "/api/auth/register {\"username\":{\"$gt\":\"\"},\"email\":\"a@b.c\",\"password\":\"x\"}"
      })
  void operators_of_the_database_are_refused_everywhere(String call) {
    String[] parts = call.split(" ", 2);
    Reply reply = AUTH.post(parts[0], parts[1]);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
    assertThat(reply.error()).endsWith("must be a string");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/no/such/route, 404",
    "/api/admin/users/%00, 400",
    "/api/admin/users/by-email/a%2Fb@example.com, 400",
    "/..%2f..%2fetc/passwd, 400",
  })
  void an_unknown_route_is_answered_in_json_however_it_is_spelled(String path, int status) {
    Reply reply = AUTH.get(path);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.error()).isNotBlank();
    assertThat(reply.header("Content-Type")).startsWith("application/json");
  }

  private static long nanos(String who) {
    long before = System.nanoTime();
    PEOPLE.login(who, "wrong password");
    return System.nanoTime() - before;
  }
}
