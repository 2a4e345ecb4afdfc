package io.flowmeter.system.platform;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Somebody who is registered and logged in. */
public record Person(String userId, String username, String email, String token) {
  private static final Duration NEWS_LIMIT = Duration.ofSeconds(30);
  private static final Duration MAIL_LIMIT = Duration.ofSeconds(20);
  private static final String CHAT = "/api/v1/chat/predict/stream/store";
  private static final String PASSWORD = "a-password-of-tests";
  private static final Pattern CODE = Pattern.compile("verification code: ([0-9A-Fa-f]{6,})");

  /** Signs up, reads the code from the mail, verifies, logs in, and is given credits. */
  public static Person withCredits(long credits) {
    Person person = registered();
    Client accounting = Platform.running().accounting().as(Walk.done().administrator().token());
    String allocation =
        "{\"userId\":\"%s\",\"amount\":%d,\"reason\":\"test\"}".formatted(person.userId, credits);
    // Right after the broker was away, news of people may take longer than accounting waits.
    Reply allocated =
        await()
            .atMost(NEWS_LIMIT)
            .until(
                () -> accounting.post("/api/credits/allocate", allocation),
                reply -> reply.status() != 404);
    expect(201, allocated);
    return person;
  }

  public static Person registered() {
    Client auth = Platform.running().auth();
    String name = "p" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    String email = name + "@example.com";
    Reply signup =
        auth.post(
            "/api/auth/signup",
            "{\"username\":\"%s\",\"email\":\"%s\",\"password\":\"%s\"}"
                .formatted(name, email, PASSWORD));
    expect(201, signup);
    String code = await().atMost(MAIL_LIMIT).until(() -> code(email), Optional::isPresent).get();
    expect(
        200,
        auth.post(
            "/api/auth/verify-email",
            "{\"token\":\"%s\",\"email\":\"%s\"}".formatted(code, email)));
    return new Person(signup.textAt("userId"), name, email, login(name));
  }

  /** The same person with a new token. */
  public Person loggedInAgain() {
    return new Person(userId, username, email, login(username));
  }

  public Reply ask(String flow, String question) {
    return Platform.running().proxy().as(token).post(CHAT, question(flow, question));
  }

  /** Asks, and returns when the first tokens have come and the demo waits to be released. */
  public OpenChat askAndPause(String flow, String question) {
    Demo demo = Platform.running().demo();
    demo.pauseAfter(3, question);
    OpenChat chat = Platform.running().proxy().as(token).stream(CHAT, question(flow, question));
    demo.awaitPaused(question);
    await().atMost(Duration.ofSeconds(10)).until(chat::hasTokens);
    return chat;
  }

  public Chat chat(String flow, String question) {
    Reply reply = ask(flow, question);
    expect(200, reply);
    return Chat.of(reply);
  }

  public long balance() {
    Reply reply = Platform.running().accounting().as(token).get("/api/credits/total-balance");
    expect(200, reply);
    return reply.at("totalCredits").longValue();
  }

  public static String question(String flow, String question) {
    return "{\"chatflow_id\":\"%s\",\"question\":\"%s\",\"sessionId\":\"\"}"
        .formatted(flow, question);
  }

  private static String login(String name) {
    Reply login =
        Platform.running()
            .auth()
            .post(
                "/api/auth/login",
                "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(name, PASSWORD));
    expect(200, login);
    return login.textAt("accessToken");
  }

  private static Optional<String> code(String email) {
    for (JsonNode mail : Platform.running().mail().get("/api/messages").json()) {
      Matcher code = CODE.matcher(mail.path("text").asString(""));
      if (mail.path("to").toString().contains(email) && code.find()) {
        return Optional.of(code.group(1));
      }
    }
    return Optional.empty();
  }

  private static void expect(int status, Reply reply) {
    if (reply.status() != status) {
      throw new AssertionError("expected " + status + " but was " + reply);
    }
  }
}
