package io.flowmeter.bench.hold;

import io.flowmeter.bench.Setting;
import io.flowmeter.bench.fact.People;
import io.flowmeter.bench.fact.Topics;
import io.flowmeter.bench.load.Call;
import io.flowmeter.bench.load.HttpRequest;
import io.flowmeter.bench.load.Load;
import io.flowmeter.bench.load.Measured;
import io.flowmeter.bench.load.Traffic;
import io.flowmeter.bench.platform.Platform;
import io.flowmeter.bench.platform.Processes;
import io.flowmeter.bench.report.Result;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/** Holds placed through REST, over many people and on one. */
public final class Holding {
  private static final int CONNECTIONS = 64;
  private static final int MOST_CONNECTIONS = 512;
  private static final int PGBENCH_CLIENTS = 16;
  private static final String CHATFLOW = "d3300000-0000-4000-8000-000000000001";
  private static final String SPREAD = "holds, spread";
  private static final String HOT = "holds, one person";
  private static final String PLAIN_SPREAD = "plain statements (pgbench), spread";
  private static final String PLAIN_HOT = "plain statements (pgbench), one person";

  private final Setting setting;
  private final URI accounting;
  private final InetSocketAddress address;
  private final String token;
  private final Result result =
      new Result("holds", "Credit checks against plain statements on the same server");

  private Holding(Setting setting) {
    this.setting = setting;
    this.accounting = setting.platform().accounting();
    this.address = Platform.address(accounting);
    this.token =
        setting
            .platform()
            .serviceTokens()
            .issue("flowise-proxy", "accounting-service", Duration.ofHours(6));
  }

  public static Result run(Setting setting) throws Exception {
    return new Holding(setting).run();
  }

  private Result run() throws Exception {
    setting.say("making %,d people with credits".formatted(setting.people()));
    try (Topics topics = new Topics(setting.platform())) {
      People.ensure(setting.platform(), topics, setting.people());
    }
    PgBench plain = new PgBench(setting.platform().database());
    plain.prepare();
    Traffic spread = traffic(setting.people());
    Traffic hot = traffic(1);

    setting.warmUp(
        result, "holds, spread", window -> Load.closed(address, CONNECTIONS, spread, window));
    setting.warmUp(
        result, "holds, one person", window -> Load.closed(address, CONNECTIONS, hot, window));
    plain.run(setting.people(), PGBENCH_CLIENTS, 2);

    for (int round = 1; round <= setting.rounds(); round++) {
      setting.say("round %d of %d".formatted(round, setting.rounds()));
      result.add(
          PLAIN_SPREAD, "1/s", plain.run(setting.people(), PGBENCH_CLIENTS, setting.seconds()));
      double most = closed(SPREAD, spread, "hold, spread");
      result.latency(
          "hold at half of the maximum, spread",
          Load.open(address, MOST_CONNECTIONS, spread, most / 2, setting.window()));
      result.add(PLAIN_HOT, "1/s", plain.run(1, PGBENCH_CLIENTS, setting.seconds()));
      most = closed(HOT, hot, "hold, one person");
      result.latency(
          "hold at half of the maximum, one person",
          Load.open(address, MOST_CONNECTIONS, hot, most / 2, setting.window()));
    }
    setting.profile(
        result.name(),
        "accounting",
        () -> Load.closed(address, CONNECTIONS, spread, setting.window()).mostlyGood());
    return compared();
  }

  private double closed(String what, Traffic traffic, String of) {
    Map<String, Double> before = setting.processes().cpuSeconds();
    Load.Window whole = new Load.Window(Duration.ZERO, setting.window().counted());
    Measured measured = Load.closed(address, CONNECTIONS, traffic, whole);
    Map<String, Double> after = setting.processes().cpuSeconds();
    result.throughput(what, measured);
    result.cpu(of, Processes.between(before, after), measured.good());
    return measured.perSecond();
  }

  private Traffic traffic(int people) {
    return () -> new Hold(hold(people));
  }

  private byte[] hold(int people) {
    SplittableRandom random = new SplittableRandom(System.nanoTime());
    long number = random.nextInt(people);
    return HttpRequest.post(
        accounting,
        "/api/credits/holds",
        token,
        """
        {"completionId":"%s","chatflowId":"%s","user":{"userId":"%s","username":"%s","email":"%s","role":"enduser"}}"""
            .formatted(
                new UUID(random.nextLong(), random.nextLong()),
                CHATFLOW,
                People.id(number),
                People.name(number),
                People.email(number)));
  }

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Hold(byte[] request) implements Call {
    @Override
    public boolean answered(int status, byte[] body, int length) {
      return status == 201;
    }
  }

  private Result compared() {
    result.compare("holds per second, spread", result.median(SPREAD), "1/s", "");
    result.compare(
        "of the plain statements' rate, spread",
        result.median(SPREAD) / result.median(PLAIN_SPREAD),
        "x",
        "at least 1");
    result.compare("holds per second, one person", result.median(HOT), "1/s", "");
    result.compare(
        "of the plain statements' rate, one person",
        result.median(HOT) / result.median(PLAIN_HOT),
        "x",
        "at least 3");
    result.note(
        "Spread: over %,d people. Through REST: a request of its own for each hold, over %d connections, with service token and JSON."
            .formatted(setting.people(), CONNECTIONS));
    result.note(
        "The baseline: pgbench with prepared statements over %d connections, no HTTP, no JSON, no token; select for update, sum of grants, insert, update, commit, into copies of the same tables with their indexes."
            .formatted(PGBENCH_CLIENTS));
    result.note(
        "Both write the same disk; commits are flushed (fsync on) and, where several wait, together.");
    return result;
  }
}
