package io.flowmeter.torture.traffic;

import io.flowmeter.torture.platform.Mailbox;
import io.flowmeter.torture.platform.Platform;
import io.flowmeter.torture.platform.Reply;
import io.flowmeter.torture.truth.Chat;
import io.flowmeter.torture.truth.Grant;
import io.flowmeter.torture.truth.Person;
import io.flowmeter.torture.truth.Truth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** One person's time with the platform: signs up, is given credits, chats, and stops. */
final class Life {
  private static final int STEPS = 25;
  private static final int MAX_BURST = 6;
  private static final int MAX_GRANT = 12;
  private static final int MAX_THINKING_MILLIS = 600;
  private static final Duration MAIL_LIMIT = Duration.ofMinutes(1);
  private static final Chat.Kind[] KINDS = Chat.Kind.values();
  private static final double PLAIN_SHARE = 0.45;

  /** A refresh token that was used counts for 30 s more; whoever is later has to log in. */
  private static final Duration REFRESH_GRACE = Duration.ofSeconds(25);

  private final Platform platform;
  private final Administrator administrator;
  private final Mailbox mailbox;
  private final Truth truth;
  private final Person person;
  private final RandomGenerator.SplittableGenerator random;
  private final BooleanSupplier over;
  private final Insisting insisting;
  private final Asking asking;
  private String accessToken = "";
  private String refreshToken = "";

  Life(
      Platform platform,
      Administrator administrator,
      Mailbox mailbox,
      Truth truth,
      Person person,
      RandomGenerator.SplittableGenerator random,
      BooleanSupplier over) {
    this.platform = platform;
    this.administrator = administrator;
    this.mailbox = mailbox;
    this.truth = truth;
    this.person = person;
    this.random = random;
    this.over = over;
    this.insisting = new Insisting(truth, person.name(), random, over);
    this.asking = new Asking(truth, platform, over);
  }

  void live() throws InterruptedException {
    if (!signUp() || !verify() || !logIn()) return;
    beGivenCredits();
    for (int step = 0; step < STEPS && !over.getAsBoolean(); step++) {
      int dice = random.nextInt(100);
      if (dice < 60) {
        chat(1);
      } else if (dice < 75) {
        chat(random.nextInt(2, MAX_BURST));
      } else if (dice < 85) {
        beGivenCredits();
      } else if (dice < 95) {
        refresh();
      } else {
        changeRole();
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(MAX_THINKING_MILLIS));
    }
  }

  private boolean signUp() throws InterruptedException {
    String body =
        "{\"username\":\"%s\",\"email\":\"%s\",\"password\":\"%s\"}"
            .formatted(person.name(), person.email(), Person.PASSWORD);
    Optional<Reply> reply =
        insisting.on("register", () -> platform.auth().post("/api/auth/signup", body));
    // Asked again after a lost answer, it says that there is such a person: that is a yes, too.
    boolean yes =
        reply.isPresent()
            && (reply.get().status() == 201 || reply.get().text().contains("already exists"));
    if (yes) person.registered();
    return yes;
  }

  private boolean verify() throws InterruptedException {
    long deadline = System.nanoTime() + MAIL_LIMIT.toNanos();
    while (mailbox.code(person.email()).isEmpty()) {
      if (over.getAsBoolean() || System.nanoTime() > deadline) return false;
      TimeUnit.MILLISECONDS.sleep(300);
    }
    String body =
        "{\"token\":\"%s\",\"email\":\"%s\"}"
            .formatted(mailbox.code(person.email()).orElseThrow(), person.email());
    insisting
        .on("verify", () -> platform.auth().post("/api/auth/verify-email", body))
        .filter(reply -> reply.status() == 200)
        .ifPresent(_ -> person.verified());
    return person.isVerified();
  }

  private boolean logIn() throws InterruptedException {
    String body =
        "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(person.name(), Person.PASSWORD);
    Optional<Reply> reply =
        insisting.on("login", () -> platform.auth().post("/api/auth/login", body));
    if (reply.isEmpty()) return false;
    if (reply.get().status() != 200) {
      truth.broken("who is verified can log in", person.name(), reply.get().text());
      return false;
    }
    accessToken = reply.get().at("accessToken");
    refreshToken = reply.get().at("refreshToken");
    person.is(reply.get().json().path("user").path("id").asString(""));
    return true;
  }

  private void beGivenCredits() throws InterruptedException {
    Grant grant = person.grant(random.nextInt(1, MAX_GRANT));
    String body =
        "{\"userId\":\"%s\",\"amount\":%d,\"reason\":\"%s\"}"
            .formatted(person.userId(), grant.credits(), grant.name());
    insisting
        // Accounting may not have heard of the person yet.
        .on(
            "allocate",
            Set.of(404),
            () ->
                administrator.send(
                    platform.accounting(),
                    "POST",
                    "/api/credits/allocate",
                    body,
                    "Idempotency-Key",
                    grant.name()))
        .filter(reply -> reply.status() == 201)
        .ifPresent(_ -> grant.acknowledged());
    truth.note(
        person.name(),
        "%s of %d is %s"
            .formatted(
                grant.name(),
                grant.credits(),
                grant.isAcknowledged() ? "acknowledged" : "unknown"));
  }

  private void chat(int atOnce) throws InterruptedException {
    List<Thread> asked = new ArrayList<>();
    boolean[] refused = new boolean[1];
    for (int i = 0; i < atOnce; i++) {
      Chat chat =
          person.chat(
              random.nextDouble() < PLAIN_SHARE
                  ? Chat.Kind.PLAIN
                  : KINDS[random.nextInt(KINDS.length)]);
      var ownRandom = random.split();
      asked.add(
          Thread.startVirtualThread(
              () -> {
                try {
                  refused[0] |=
                      asking.ask(chat, accessToken, ownRandom) == Asking.Heard.NOT_LOGGED_IN;
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    for (Thread each : asked) each.join();
    if (refused[0]) logIn();
  }

  private void refresh() throws InterruptedException {
    String body = "{\"refreshToken\":\"%s\"}".formatted(refreshToken);
    long begun = System.nanoTime();
    Optional<Reply> reply =
        insisting.on("refresh", () -> platform.auth().post("/api/auth/refresh", body));
    if (reply.isEmpty()) {
      logIn();
      return;
    }
    if (reply.get().status() == 200) {
      accessToken = reply.get().at("accessToken");
      refreshToken = reply.get().at("refreshToken");
      return;
    }
    boolean inTime = System.nanoTime() - begun < REFRESH_GRACE.toNanos();
    if (inTime && person.isRoleCertain()) {
      truth.broken("who is logged in can refresh", person.name(), reply.get().text());
    }
    logIn();
  }

  private void changeRole() throws InterruptedException {
    String role = person.role().equals("enduser") ? "supervisor" : "enduser";
    person.changingRole();
    insisting
        .on(
            "change role",
            () ->
                administrator.send(
                    platform.auth(),
                    "PUT",
                    "/api/admin/users/%s/role".formatted(person.userId()),
                    "{\"role\":\"%s\"}".formatted(role)))
        .filter(reply -> reply.status() == 200)
        .ifPresent(_ -> person.hasRole(role));
    logIn();
  }
}
