package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.embedded.ReceivedMail;
import io.flowmeter.embedded.TestInfrastructure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Persons and what they do, in the tests' words. */
public final class People {
  public static final String PASSWORD = "SecurePassword123!";

  /** How long to wait for what comes soon, on a machine that builds other modules meanwhile. */
  public static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Pattern CODE = Pattern.compile("verification code: ([0-9A-F]{6})");

  private final AuthServer auth;

  public People(AuthServer auth) {
    this.auth = auth;
  }

  public record Person(String id, String username, String email) {}

  public static String newName() {
    return "person" + COUNT.incrementAndGet();
  }

  public static String application(String username, String email, String... more) {
    String rest = more.length == 0 ? "" : "," + String.join(",", more);
    return "{\"username\":\"%s\",\"email\":\"%s\",\"password\":\"%s\"%s}"
        .formatted(username, email, PASSWORD, rest);
  }

  public Person registered() {
    String name = newName();
    Reply reply = auth.post("/api/auth/register", application(name, name + "@example.com"));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    return new Person(reply.text("userId"), name, name + "@example.com");
  }

  public Person verified() {
    Person person = registered();
    Reply reply = verify(code(person.email()), person.email());
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return person;
  }

  public Reply verify(String code, String email) {
    return auth.post(
        "/api/auth/verify-email", "{\"token\":\"%s\",\"email\":\"%s\"}".formatted(code, email));
  }

  public Reply verify(String code) {
    return auth.post("/api/auth/verify-email", "{\"token\":\"%s\"}".formatted(code));
  }

  /** The code of the newest letter to this address. */
  public static String code(String email) {
    return codeIn(letters(email, 1).getFirst());
  }

  public static String codeIn(ReceivedMail letter) {
    var found = CODE.matcher(letter.text());
    assertThat(found.find()).as(letter.text()).isTrue();
    return found.group(1);
  }

  /** Newest first, as soon as there are that many. */
  public static List<ReceivedMail> letters(String email, int atLeast) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(30))
        .until(
            () ->
                TestInfrastructure.mail().received().stream()
                    .filter(letter -> letter.to().contains(email))
                    .toList(),
            found -> found.size() >= atLeast);
  }

  public Reply login(String who) {
    return login(who, PASSWORD);
  }

  public Reply login(String who, String password) {
    return auth.post(
        "/api/auth/login", "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(who, password));
  }

  public String accessToken(String who) {
    Reply reply = login(who);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return reply.text("accessToken");
  }

  public Reply refresh(String token) {
    return auth.post("/api/auth/refresh", "{\"refreshToken\":\"%s\"}".formatted(token));
  }

  public Reply changeRole(String adminToken, String userId, String role) {
    return auth.put(
        "/api/admin/users/%s/role".formatted(userId),
        "{\"role\":\"%s\"}".formatted(role),
        AuthServer.bearer(adminToken));
  }

  /** An administrator beside {@code root}. */
  public Person administrator() {
    Person person = verified();
    Reply reply = changeRole(rootToken(), person.id(), "Admin");
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return person;
  }

  public String rootToken() {
    return await()
        .atMost(PATIENCE)
        .until(() -> login("root"), reply -> reply.status() == 200)
        .text("accessToken");
  }
}
