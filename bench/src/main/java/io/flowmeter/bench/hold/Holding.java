package io.flowmeter.bench.hold;

import io.flowmeter.bench.Setting;
import io.flowmeter.bench.fact.People;
import io.flowmeter.bench.fact.Topics;
import io.flowmeter.bench.fact.Usages;
import io.flowmeter.bench.ledger.Booked;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Holds placed through REST and captured by usages, over many people and on one. */
public final class Holding {
  private static final int CONNECTIONS = 64;
  private static final int MOST_CONNECTIONS = 512;
  private static final int PGBENCH_CLIENTS = 16;
  private static final String CHATFLOW = "d3300000-0000-4000-8000-000000000001";

  private final Setting setting;
  private final Topics topics;
  private final PgBench plain;
  private final URI accounting;
  private final InetSocketAddress address;
  private final String token;
  private final AtomicLong captures = new AtomicLong();
  private final Result result =
      new Result("holds", "Credit checks and captures against plain statements on the same server");

  /** Over many people, or on a single one; with its capture, or without. */
  private record Case(String who, int people, boolean captured) {
    String name() {
      return (captured ? "hold and capture, " : "hold, ") + who;
    }

    String plain() {
      return "plain statements (pgbench): " + name();
    }
  }

  private Holding(Setting setting, Topics topics) {
    this.setting = setting;
    this.topics = topics;
    this.plain = new PgBench(setting.platform().database());
    this.accounting = setting.platform().accounting();
    this.address = Platform.address(accounting);
    this.token =
        setting
            .platform()
            .serviceTokens()
            .issue("flowise-proxy", "accounting-service", Duration.ofHours(6));
  }

  public static Result run(Setting setting) throws Exception {
    try (Topics topics = new Topics(setting.platform())) {
      return new Holding(setting, topics).run();
    }
  }

  private Result run() throws Exception {
    setting.say("making %,d people with credits".formatted(setting.people()));
    People.ensure(setting.platform(), topics, setting.people());
    plain.prepare();
    Case spread = new Case("spread", setting.people(), false);
    Case hot = new Case("one person", 1, false);
    Case spreadCaptured = new Case("spread", setting.people(), true);
    Case hotCaptured = new Case("one person", 1, true);
    List<Case> cases = List.of(spread, hot, spreadCaptured, hotCaptured);

    for (Case one : List.of(spreadCaptured, hotCaptured)) {
      setting.warmUp(result, one.name(), () -> done(one, setting.window()).captured());
    }
    plain.run(setting.people(), true, PGBENCH_CLIENTS, 2);

    for (int round = 1; round <= setting.rounds(); round++) {
      setting.say("round %d of %d".formatted(round, setting.rounds()));
      for (Case one : cases) {
        double rate = plain.run(one.people(), one.captured(), PGBENCH_CLIENTS, setting.seconds());
        result.add(one.plain(), "1/s", rate);
        double most = counted(one);
        if (one.captured()) continue;
        Traffic holds = () -> new Hold(one);
        result.latency(
            one.name() + ", at half of the maximum",
            Load.open(address, MOST_CONNECTIONS, holds, most / 2, setting.window()));
      }
    }
    setting.profile(
        result.name(), "accounting", () -> done(spreadCaptured, setting.window()).captured());
    for (Case one : cases) {
      double rate = result.median(one.name());
      result.compare(one.name() + ", per second", rate, "1/s", "");
      result.compare(
          "of the plain statements' rate: " + one.name(),
          rate / result.median(one.plain()),
          "x",
          one.people() == 1 ? "at least 3" : "at least 1");
    }
    return explained();
  }

  private double counted(Case one) {
    Map<String, Double> before = setting.processes().cpuSeconds();
    Done done = done(one, new Load.Window(Duration.ZERO, setting.window().counted()));
    Map<String, Double> after = setting.processes().cpuSeconds();
    if (one.captured()) {
      result.add(one.name(), "1/s", done.captured() / done.seconds());
    } else {
      result.throughput(one.name(), done.load());
    }
    result.cpu(one.name(), Processes.between(before, after), done.load().good());
    return done.load().perSecond();
  }

  /**
   * @param captured usages that were booked
   * @param seconds from the first hold to the last booking
   */
  private record Done(Measured load, long captured, double seconds) {}

  private Done done(Case one, Load.Window window) {
    long before = captures.get();
    long booked = Booked.count(setting.platform().database());
    long begun = System.nanoTime();
    Measured load = Load.closed(address, CONNECTIONS, () -> new Hold(one), window).mostlyGood();
    long captured = captures.get() - before;
    if (captured > 0) {
      topics.flush();
      Booked.await(setting.platform().database(), booked + captured);
    }
    return new Done(load, captured, (System.nanoTime() - begun) / 1e9);
  }

  private final class Hold implements Call {
    private final UUID completion = UUID.randomUUID();
    private final long person;
    private final boolean captured;

    Hold(Case one) {
      this.person = Math.floorMod(completion.hashCode(), one.people());
      this.captured = one.captured();
    }

    @Override
    public byte[] request() {
      return HttpRequest.post(
          accounting,
          "/api/credits/holds",
          token,
          """
          {"completionId":"%s","chatflowId":"%s","user":{"userId":"%s","username":"%s","email":"%s","role":"enduser"}}"""
              .formatted(
                  completion,
                  CHATFLOW,
                  People.id(person),
                  People.name(person),
                  People.email(person)));
    }

    @Override
    public boolean answered(int status, byte[] body, int length) {
      if (status != 201) return false;
      if (captured) {
        topics.send(Topics.USAGE, Usages.completed(Instant.now(), completion, person));
        captures.incrementAndGet();
      }
      return true;
    }
  }

  private Result explained() {
    result.note(
        "Spread: over %,d people. Through REST: a request of its own for each hold, over %d connections, with service token and JSON; its capture is a UsageRecorded produced as soon as the hold is answered, and the rate counts until the last one is booked."
            .formatted(setting.people(), CONNECTIONS));
    result.note(
        "The baseline: pgbench with prepared statements over %d connections, no HTTP, no JSON, no token, no topic, into copies of the same tables with their indexes. Hold: select for update, sum of grants, insert, update, commit. Capture: select for update, inbox, session, grant, usage record, two ledger entries, account, commit; no outbox, balance or statistics."
            .formatted(PGBENCH_CLIENTS));
    result.note(
        "Both write the same disk; commits are flushed (fsync on) and, where several wait, together.");
    return result;
  }
}
