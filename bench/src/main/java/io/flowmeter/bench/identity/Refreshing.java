package io.flowmeter.bench.identity;

import io.flowmeter.bench.Setting;
import io.flowmeter.bench.load.Call;
import io.flowmeter.bench.load.HttpRequest;
import io.flowmeter.bench.load.Load;
import io.flowmeter.bench.load.Measured;
import io.flowmeter.bench.load.Traffic;
import io.flowmeter.bench.platform.Platform;
import io.flowmeter.bench.platform.Processes;
import io.flowmeter.bench.report.Result;
import io.flowmeter.identity.AccessTokens;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.RefreshTokens;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.TokenCheck;
import io.flowmeter.identity.UserId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Refreshes and logins through auth, verification in any service. */
public final class Refreshing {
  private static final int PEOPLE = 64;
  private static final int DEVICES_EACH = 4;
  private static final int CONNECTIONS = 32;
  private static final int MOST_CONNECTIONS = PEOPLE * DEVICES_EACH;
  private static final int LOGINS_AT_A_TIME = 4;
  private static final String CLOSED = "refreshes, as many as possible";
  private static final String OPEN = "refresh at half of the maximum";
  private static final Duration BARE = Duration.ofSeconds(1);

  private final Setting setting;
  private final Result result =
      new Result("refresh", "Refreshes, logins and the verification of tokens");
  private final ConcurrentLinkedQueue<Device> devices = new ConcurrentLinkedQueue<>();
  private final Traffic traffic = () -> Objects.requireNonNull(devices.poll(), "no free device");

  private Refreshing(Setting setting) {
    this.setting = setting;
  }

  public static Result run(Setting setting) throws Exception {
    return new Refreshing(setting).run();
  }

  private Result run() throws Exception {
    School school = new School(setting.platform());
    setting.say("enrolling %d people, each with %d devices".formatted(PEOPLE, DEVICES_EACH));
    List<String> people = school.enrolled(PEOPLE);
    school.login(people, DEVICES_EACH, devices);
    String token = Objects.requireNonNull(devices.peek()).token();
    Tokens tokens = new Tokens(setting.platform());
    InetSocketAddress auth = Platform.address(setting.platform().auth());

    setting.warmUp(result, "refreshes", window -> Load.closed(auth, CONNECTIONS, traffic, window));
    Bare.time(tokens::refresh, BARE);
    Bare.time(tokens::verify, BARE);
    Bare.time(Bare.refresh(token), BARE);

    AtomicInteger next = new AtomicInteger();
    Traffic logins = () -> login(school, people.get(next.getAndIncrement() % people.size()));
    for (int round = 1; round <= setting.rounds(); round++) {
      setting.say("round %d of %d".formatted(round, setting.rounds()));
      cost("bare HMACs of a refresh", Bare.refresh(token));
      cost("tokens of a refresh (checked, issued), in one thread", tokens::refresh);
      cost("verification of an access token", tokens::verify);
      double half = closed(auth) / 2;
      result.latency(OPEN, Load.open(auth, MOST_CONNECTIONS, traffic, half, setting.window()));
      result.add(
          "Argon2id alone, all processors", "1/s", Bare.argon2PerSecond(BARE.multipliedBy(3)));
      result.throughput("logins", Load.closed(auth, LOGINS_AT_A_TIME, logins, setting.window()));
    }
    for (String process : List.of("auth", "mongo-auth")) {
      setting.profile(
          result.name(),
          process,
          () -> Load.closed(auth, CONNECTIONS, traffic, setting.window()).mostlyGood());
    }
    return compared();
  }

  private double closed(InetSocketAddress auth) {
    Map<String, Double> before = setting.processes().cpuSeconds();
    Load.Window whole = new Load.Window(Duration.ZERO, setting.window().counted());
    Measured measured = Load.closed(auth, CONNECTIONS, traffic, whole);
    Map<String, Double> after = setting.processes().cpuSeconds();
    result.throughput(CLOSED, measured);
    result.cpu("refresh", Processes.between(before, after), measured.good());
    return measured.perSecond();
  }

  private void cost(String what, Runnable work) {
    var nanos = Bare.time(work, BARE);
    result.add(what + ", mean", "us", nanos.getMean() / 1e3);
    result.add(what + ", p99", "us", nanos.getValueAtPercentile(99) / 1e3);
  }

  private Call login(School school, String name) {
    byte[] request =
        HttpRequest.post(setting.platform().auth(), "/api/auth/login", "", school.loginBody(name));
    return new Call() {
      @Override
      public byte[] request() {
        return request;
      }

      @Override
      public boolean answered(int status, byte[] body, int length) {
        return status == 200;
      }
    };
  }

  private Result compared() {
    double refreshes = result.median(CLOSED);
    double bare = 1e6 / result.median("bare HMACs of a refresh, mean");
    result.compare("refreshes per second", refreshes, "1/s", "at least 1,200, later 2,000");
    result.compare("share of the bare HMACs' rate in one thread", refreshes / bare, "", "");
    result.compare(
        "verification of an access token, mean",
        result.median("verification of an access token, mean"),
        "us",
        "under 50");
    result.compare(
        "logins, as share of bare Argon2id",
        result.median("logins") / result.median("Argon2id alone, all processors"),
        "",
        "only hashing limits logins");
    result.note(
        "%d connections ask as fast as they are answered; then requests come at random moments, at half of that rate."
            .formatted(CONNECTIONS));
    result.note(
        "Each session refreshes with its newest token, so each refresh is a rotation that MongoDB keeps.");
    return result;
  }

  /** The library that all services verify with. */
  private static final class Tokens {
    private static final Duration LIFETIME = Duration.ofHours(1);

    private final AccessTokens access;
    private final RefreshTokens refresh;
    private final Caller caller =
        new Caller(
            new UserId("0123456789abcdef01234567"),
            "pupil00001",
            "pupil00001@example.com",
            Role.ENDUSER,
            "",
            Instant.EPOCH);
    private final String accessToken;
    private final String refreshToken;

    Tokens(Platform platform) {
      this.access = platform.accessTokens();
      this.refresh = platform.refreshTokens();
      this.accessToken = access.issue(caller, LIFETIME);
      this.refreshToken = refresh.issue(caller, LIFETIME);
    }

    void verify() {
      check(access.check(accessToken));
    }

    void refresh() {
      check(refresh.check(refreshToken));
      if (access.issue(caller, LIFETIME).isEmpty() || refresh.issue(caller, LIFETIME).isEmpty()) {
        throw new IllegalStateException();
      }
    }

    private static void check(TokenCheck check) {
      if (!(check instanceof TokenCheck.Valid)) throw new IllegalStateException("not valid");
    }
  }
}
