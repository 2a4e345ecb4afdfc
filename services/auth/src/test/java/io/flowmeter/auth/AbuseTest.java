package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * The predecessor limited all clients together, by the one address that its proxy has, and no
 * account at all.
 */
class AbuseTest {
  private static final AuthServer AUTH =
      AuthServer.start(
          "flowmeter.bootstrap-admin.username=root",
          "flowmeter.bootstrap-admin.email=root@example.com",
          "flowmeter.bootstrap-admin.password=" + People.PASSWORD,
          "flowmeter.mail.disabled=true",
          "flowmeter.password.hashing-queue=1000");
  private static final People PEOPLE = new People(AUTH);
  private static final int FREE_FAILURES = 5;
  private static final String WRONG = "not the password";

  @AfterAll
  static void stop() {
    AUTH.close();
  }

  @Test
  void five_hundred_people_behind_one_school_address_register_log_in_and_refresh() {
    String school = "198.51.100.7";
    List<Callable<List<Integer>>> pupils = new ArrayList<>();
    for (int i = 0; i < 500; i++) pupils.add(() -> dayOf(People.newName(), school));

    List<List<Integer>> statuses = new ArrayList<>();
    for (int from = 0; from < pupils.size(); from += 50) {
      statuses.addAll(AuthServer.together(pupils.subList(from, from + 50)));
    }

    assertThat(statuses).hasSize(500).containsOnly(List.of(201, 401, 200, 200));
  }

  @Test
  void a_client_that_only_guesses_is_stopped_and_told_when_to_come_back_while_others_go_on() {
    try (var strict =
        AuthServer.start("flowmeter.limits.address-burst=20", "flowmeter.mail.disabled=true")) {
      var people = new People(strict);
      Reply last = people.login("nobody0", WRONG);
      for (int i = 1; i < 30 && last.status() != 429; i++) {
        last = from(strict, "203.0.113.5", "nobody" + i, WRONG);
      }

      assertThat(last.status()).isEqualTo(429);
      assertThat(last.error()).isEqualTo("Too many requests, please try again later.");
      assertThat(last.header("Content-Type")).startsWith("application/json");
      assertThat(Integer.parseInt(last.header("Retry-After"))).isPositive();
      assertThat(last.header("RateLimit-Limit")).isEqualTo("20");
      assertThat(last.header("RateLimit-Remaining")).isEqualTo("0");
      assertThat(Integer.parseInt(last.header("RateLimit-Reset"))).isPositive();
      assertThat(from(strict, "203.0.113.6", "nobody", WRONG).status()).isEqualTo(401);

      strict.clock().forward(Duration.ofSeconds(5));
      assertThat(from(strict, "203.0.113.5", "somebody", WRONG).status()).isEqualTo(401);
    }
  }

  @Test
  void an_address_that_no_trusted_proxy_vouches_for_does_not_count() {
    try (var direct =
        AuthServer.start(
            "flowmeter.limits.address-burst=5",
            "flowmeter.limits.trusted-proxies=",
            "flowmeter.mail.disabled=true")) {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        statuses.add(from(direct, "203.0.113." + i, "nobody" + i, WRONG).status());
      }

      assertThat(statuses).contains(429);
    }
  }

  @Test
  void an_account_is_locked_for_ever_longer_from_whatever_address_its_password_is_guessed() {
    String name = somebody();
    for (int i = 0; i < FREE_FAILURES; i++) {
      assertThat(from(AUTH, "203.0.113." + i, name, WRONG).status()).isEqualTo(401);
    }

    Reply locked = from(AUTH, "203.0.113.99", name, People.PASSWORD);

    assertThat(locked.status()).isEqualTo(429);
    assertThat(locked.error()).isEqualTo("Too many failed attempts, please try again later.");
    assertThat(locked.header("Retry-After")).isEqualTo("1");
    AUTH.clock().forward(Duration.ofSeconds(1));
    assertThat(PEOPLE.login(name, WRONG).status()).isEqualTo(401);
    assertThat(PEOPLE.login(name).header("Retry-After")).isEqualTo("2");
    AUTH.clock().forward(Duration.ofSeconds(2));
    assertThat(PEOPLE.login(name).status()).isEqualTo(200);
  }

  @Test
  void a_right_password_makes_the_earlier_mistakes_forgotten() {
    String name = somebody();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < FREE_FAILURES - 1; i++) PEOPLE.login(name, WRONG);
      assertThat(PEOPLE.login(name).status()).isEqualTo(200);
    }
  }

  @Test
  void an_account_that_does_not_exist_answers_and_is_locked_like_one_that_does() {
    String known = somebody();
    String unknown = People.newName();

    for (int i = 0; i < FREE_FAILURES + 1; i++) {
      Reply of = PEOPLE.login(known, WRONG);
      Reply nobodys = PEOPLE.login(unknown, WRONG);
      assertThat(nobodys.status()).isEqualTo(of.status());
      assertThat(nobodys.http().body()).isEqualTo(of.http().body());
    }
  }

  @Test
  void guessing_in_parallel_is_worth_no_more_than_one_after_the_other() {
    String name = somebody();

    List<Integer> statuses =
        AuthServer.together(Collections.nCopies(40, () -> PEOPLE.login(name, WRONG).status()));

    assertThat(statuses).containsOnly(401, 429);
    assertThat(statuses.stream().filter(status -> status == 401)).hasSize(FREE_FAILURES);
    assertThat(PEOPLE.login(name).status()).isEqualTo(429);
  }

  /** Registers, mistypes, logs in and refreshes. */
  private static List<Integer> dayOf(String name, String address) {
    int registered =
        AUTH.post(
                "/api/auth/register",
                People.application(name, name + "@example.com"),
                "X-Forwarded-For",
                address)
            .status();
    verify(name);
    int mistyped = from(AUTH, address, name, WRONG).status();
    Reply login = from(AUTH, address, name, People.PASSWORD);
    int refreshed =
        AUTH.post(
                "/api/auth/refresh",
                "{\"refreshToken\":\"%s\"}".formatted(login.text("refreshToken")),
                "X-Forwarded-For",
                address)
            .status();
    return List.of(registered, mistyped, login.status(), refreshed);
  }

  private static String somebody() {
    String name = People.newName();
    Reply reply = AUTH.post("/api/auth/register", People.application(name, name + "@example.com"));
    assertThat(reply.status()).isEqualTo(201);
    verify(name);
    return name;
  }

  /** As the code from the letter would. */
  private static void verify(String name) {
    var _ =
        AUTH.database()
            .getCollection("users")
            .updateOne(Filters.eq("username", name), Updates.set("isVerified", true));
  }

  private static Reply from(AuthServer auth, String address, String name, String password) {
    return auth.post(
        "/api/auth/login",
        "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(name, password),
        "X-Forwarded-For",
        address);
  }
}
