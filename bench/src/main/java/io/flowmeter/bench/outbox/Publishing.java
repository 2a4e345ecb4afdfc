package io.flowmeter.bench.outbox;

import io.flowmeter.bench.Setting;
import io.flowmeter.bench.fact.People;
import io.flowmeter.bench.fact.Topics;
import io.flowmeter.bench.identity.School;
import io.flowmeter.bench.load.Call;
import io.flowmeter.bench.load.HttpRequest;
import io.flowmeter.bench.load.Load;
import io.flowmeter.bench.load.Measured;
import io.flowmeter.bench.load.Traffic;
import io.flowmeter.bench.platform.Platform;
import io.flowmeter.bench.report.Result;
import io.flowmeter.events.BalanceLevel;
import io.flowmeter.events.BalanceThresholdCrossed;
import io.flowmeter.events.CreditsAllocated;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** How soon a committed fact of accounting is on its topic, and how many a second. */
public final class Publishing {
  private static final int CONNECTIONS = 16;
  private static final int MOST_CONNECTIONS = 128;
  private static final int BACKLOG = 50_000;
  private static final Duration SETTLE = Duration.ofSeconds(1);
  private static final String RELAYED = "facts relayed from a full outbox";
  private static final String PRODUCED = "the same facts by a raw producer";

  private final Setting setting;
  private final Result result =
      new Result("outbox", "Facts from their commit to their topic, against a raw producer");

  private Publishing(Setting setting) {
    this.setting = setting;
  }

  public static Result run(Setting setting) throws Exception {
    return new Publishing(setting).run();
  }

  private Result run() throws Exception {
    Platform platform = setting.platform();
    URI accounting = platform.accounting();
    InetSocketAddress address = Platform.address(accounting);
    String token = new School(platform).administrator();
    Traffic gifts = () -> gift(accounting, token);
    try (Topics topics = new Topics(platform)) {
      setting.say("making %,d people with credits".formatted(setting.people()));
      People.ensure(platform, topics, setting.people());
      setting.warmUp(
          result, "allocations", window -> Load.closed(address, CONNECTIONS, gifts, window));
      setting.warmUp(result, "relaying", () -> backlog(platform));
      Measured most = Load.closed(address, CONNECTIONS, gifts, setting.window()).mostlyGood();
      double half = most.perSecond() / 2;
      for (int round = 1; round <= setting.rounds(); round++) {
        setting.say("round %d of %d".formatted(round, setting.rounds()));
        long begun = System.nanoTime();
        topics.produce(Topics.ALERTS, BACKLOG, this::alert);
        result.add(PRODUCED, "1/s", BACKLOG / ((System.nanoTime() - begun) / 1e9));
        awaitEmpty(platform);
        result.add(RELAYED, "1/s", BACKLOG / relay(platform, BACKLOG));
        Histogram delays = new Histogram(3);
        try (var _ = topics.listen(Topics.CREDITS, event -> seen(event, delays))) {
          Measured load = Load.open(address, MOST_CONNECTIONS, gifts, half, setting.window());
          result.add("allocations through REST", "1/s", load.mostlyGood().perSecond());
          LockSupport.parkNanos(SETTLE.toNanos());
        }
        result.latency("from decided to visible, at half of the maximum", delays);
      }
      setting.profile(result.name(), "accounting", () -> backlog(platform));
    }
    return compared();
  }

  /** Later than the commit, which is only after the decision. */
  private static void seen(Object event, Histogram delays) {
    if (!(event instanceof CreditsAllocated allocated)) return;
    long nanos = Duration.between(allocated.getOccurredAt(), Instant.now()).toNanos();
    delays.recordValue(Math.max(0, nanos));
  }

  private long backlog(Platform platform) {
    relay(platform, BACKLOG);
    return BACKLOG;
  }

  /** Seconds until an outbox with that many facts, committed at once, is empty. */
  private double relay(Platform platform, int facts) {
    try (Connection connection = platform.database().connect()) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into outbox (topic, record_key, payload, created_at) values (?, ?, ?, now())")) {
        for (int i = 0; i < facts; i++) {
          var alert = alert(i);
          insert.setString(1, Topics.ALERTS);
          insert.setString(2, alert.getUserId());
          insert.setBytes(3, bytes(alert));
          insert.addBatch();
          if (i % 1_000 == 999) insert.executeBatch();
        }
        insert.executeBatch();
      }
      long begun = System.nanoTime();
      connection.commit();
      awaitEmpty(platform);
      return (System.nanoTime() - begun) / 1e9;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Which no service listens to, so that nothing but the outbox is at work. */
  private BalanceThresholdCrossed alert(long number) {
    Instant now = Instant.now();
    return BalanceThresholdCrossed.newBuilder()
        .setEventId(Topics.eventId(now, number))
        .setOccurredAt(now)
        .setUserId(People.id(number % setting.people()))
        .setLevel(BalanceLevel.LOW)
        .setPreviousLevel(BalanceLevel.SUFFICIENT)
        .setBalance(9)
        .setLowBelow(10)
        .setSequence(number)
        .build();
  }

  private static byte[] bytes(SpecificRecord event) {
    var encoder =
        new BinaryMessageEncoder<SpecificRecord>(
            SpecificData.getForSchema(event.getSchema()), event.getSchema());
    try {
      var buffer = encoder.encode(event);
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitEmpty(Platform platform) {
    String query = "select count(*) from (select from outbox limit 1) as waiting";
    while (platform.database().number(query) > 0) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private Call gift(URI accounting, String token) {
    long person = new SplittableRandom().nextInt(setting.people());
    byte[] request =
        HttpRequest.post(
            accounting,
            "/api/credits/allocate",
            token,
            "{\"userId\":\"%s\",\"amount\":1,\"reason\":\"bench\"}".formatted(People.id(person)));
    return new Call() {
      @Override
      public byte[] request() {
        return request;
      }

      @Override
      public boolean answered(int status, byte[] body, int length) {
        return status == 201;
      }
    };
  }

  private Result compared() {
    String delay = "from decided to visible, at half of the maximum";
    result.compare("facts relayed per second", result.median(RELAYED), "1/s", "at least 10,000");
    result.compare(
        "of a raw producer's rate", result.median(RELAYED) / result.median(PRODUCED), "x", "");
    result.compare(delay + ", p50", result.median(delay + ", p50"), "ms", "");
    result.compare(delay + ", p99", result.median(delay + ", p99"), "ms", "under 100");
    result.note(
        "Relayed: %,d facts committed to the outbox in one transaction, until it is empty; of a topic to which no service listens."
            .formatted(BACKLOG));
    result.note(
        "Delay: allocations through REST, from the moment in the fact, which is before the commit, to a consumer that has decoded it.");
    return result;
  }
}
