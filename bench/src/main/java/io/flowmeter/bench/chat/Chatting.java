package io.flowmeter.bench.chat;

import io.flowmeter.bench.Setting;
import io.flowmeter.bench.fact.People;
import io.flowmeter.bench.fact.Topics;
import io.flowmeter.bench.load.Load;
import io.flowmeter.bench.load.Measured;
import io.flowmeter.bench.load.Traffic;
import io.flowmeter.bench.platform.Database;
import io.flowmeter.bench.platform.Platform;
import io.flowmeter.bench.platform.Processes;
import io.flowmeter.bench.report.Result;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** The full path of a completion: token, hold, stream, stored, metered, booked. */
public final class Chatting {
  static final String FLOW = "d3300000-0000-4000-8000-000000000001";
  private static final int[] CONCURRENT = {1, 16, 64, 256};
  private static final int OF_CPU = 64;
  private static final int FIXED_PER_SECOND = 250;
  private static final String AT_FIXED = "at %d a second".formatted(FIXED_PER_SECOND);
  private static final String AT_HALF = "at half of the maximum";
  private static final String WHOLE = "whole answer";
  private static final String FIRST = "first token";
  private static final int[] PERCENTILES = {50, 99};
  static final int PEOPLE = 1_000;
  static final int MOST_CONNECTIONS = 900;
  private static final Duration BOOKING_LIMIT = Duration.ofMinutes(2);
  static final String BOOKED = "select count(*) from usage_records where user_id like 'be0c%'";

  private final Setting setting;
  private final InetSocketAddress proxy;
  private final InetSocketAddress flowise;
  private final Asking viaProxy;
  private final Asking directly;
  private final Result result =
      new Result("chat", "A completion of 20 tokens through the proxy, against Flowise directly");

  private Chatting(Setting setting) {
    this.setting = setting;
    Platform platform = setting.platform();
    this.proxy = Platform.address(platform.proxy());
    this.flowise = Platform.address(platform.flowise());
    this.viaProxy = Asking.throughProxy(platform, FLOW, PEOPLE);
    this.directly = new Asking(Setting.ANSWER);
    String key = platform.secret("DEMO_FLOWISE_API_KEY");
    for (int number = 0; number < PEOPLE; number++) {
      directly.directly(platform.flowise(), FLOW, key, UUID.randomUUID().toString());
    }
  }

  public static Result run(Setting setting) {
    return new Chatting(setting).run();
  }

  private Result run() {
    Platform platform = setting.platform();
    setting.say("making %,d people with credits".formatted(setting.people()));
    try (Topics topics = new Topics(platform)) {
      People.ensure(platform, topics, Math.max(PEOPLE, setting.people()));
    }
    long booked = platform.database().number(BOOKED);

    setting.warmUp(result, "directly", window -> Load.closed(flowise, OF_CPU, directly, window));
    setting.warmUp(
        result, "through the proxy", window -> Load.closed(proxy, OF_CPU, viaProxy, window));

    for (int round = 1; round <= setting.rounds(); round++) {
      setting.say("round %d of %d".formatted(round, setting.rounds()));
      double most = 0;
      for (int concurrent : CONCURRENT) {
        closed("directly", flowise, directly, concurrent);
        most = Math.max(most, closed("through the proxy", proxy, viaProxy, concurrent));
      }
      result.add("rate at half of the maximum", "1/s", most / 2);
      open(AT_HALF, most / 2);
      open(AT_FIXED, FIXED_PER_SECOND);
    }
    for (String process : List.of("proxy", "mongo-proxy", "accounting")) {
      setting.profile(
          result.name(),
          process,
          () -> Load.closed(proxy, OF_CPU, viaProxy, setting.window()).mostlyGood());
    }
    allBooked(platform.database(), booked);
    return compared();
  }

  private double closed(String how, InetSocketAddress target, Traffic traffic, int concurrent) {
    Map<String, Double> before = setting.processes().cpuSeconds();
    Load.Window whole = new Load.Window(Duration.ZERO, setting.window().counted());
    Measured measured = Load.closed(target, concurrent, traffic, whole);
    Map<String, Double> after = setting.processes().cpuSeconds();
    result.throughput(completions(how, concurrent), measured);
    if (concurrent == 1) result.latency("whole answer, one at a time, " + how, measured);
    if (concurrent == OF_CPU) {
      result.cpu("completion " + how, Processes.between(before, after), measured.good());
    }
    return measured.perSecond();
  }

  private void open(String at, double perSecond) {
    Measured direct = Load.open(flowise, MOST_CONNECTIONS, directly, perSecond, setting.window());
    Measured full = Load.open(proxy, MOST_CONNECTIONS, viaProxy, perSecond, setting.window());
    result.latency("whole answer, directly, " + at, direct);
    result.latency("whole answer, through the proxy, " + at, full);
    result.latency("first token, directly, " + at, direct.firstByte());
    result.latency("first token, through the proxy, " + at, full.firstByte());
    for (int percentile : PERCENTILES) {
      added(WHOLE, at, percentile, full.latency(), direct.latency());
      added(FIRST, at, percentile, full.firstByte(), direct.firstByte());
    }
  }

  private void added(String to, String at, int percentile, Histogram full, Histogram direct) {
    long nanos = full.getValueAtPercentile(percentile) - direct.getValueAtPercentile(percentile);
    result.add(added(to, at, percentile), "ms", nanos / 1e6);
  }

  private static String added(String to, String at, int percentile) {
    return "added to the %s %s, p%d".formatted(to, at, percentile);
  }

  /** Nothing lost and nothing doubled, also under load. */
  private void allBooked(Database database, long before) {
    long answered = viaProxy.answered();
    long deadline = System.nanoTime() + BOOKING_LIMIT.toNanos();
    long booked = database.number(BOOKED) - before;
    while (booked < answered && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
      booked = database.number(BOOKED) - before;
    }
    result.add("completions answered", "", (double) answered);
    result.add("completions booked", "", (double) booked);
  }

  private Result compared() {
    double most = 0;
    double direct = 0;
    for (int concurrent : CONCURRENT) {
      most = Math.max(most, result.median(completions("through the proxy", concurrent)));
      direct = Math.max(direct, result.median(completions("directly", concurrent)));
    }
    result.compare("completions per second", most, "1/s", "at least 500, later 800");
    result.compare("of the rate of Flowise asked directly", most / direct, "x", "");
    for (String at : List.of(AT_FIXED, AT_HALF)) {
      compare(added(WHOLE, at, 50), at.equals(AT_FIXED) ? "under 3" : "");
      compare(added(WHOLE, at, 99), "under 10");
    }
    compare(added(FIRST, AT_HALF, 50), "under 1");
    result.compare(
        "completions booked of those answered",
        result.median("completions booked") / result.median("completions answered"),
        "x",
        "exactly 1");
    result.note(
        "%,d people in sessions of their own; the demo Flowise sends its 20 tokens without pauses, each as a chunk."
            .formatted(PEOPLE));
    result.note(
        "Added: percentile through the proxy less the same percentile directly, both at the same rate, in the same round.");
    return result;
  }

  private void compare(String figure, String goal) {
    result.compare(figure, result.median(figure), "ms", goal);
  }

  private static String completions(String how, int concurrent) {
    return "completions %s, %d at a time".formatted(how, concurrent);
  }
}
