package io.flowmeter.bench.ledger;

import io.flowmeter.bench.Setting;
import io.flowmeter.bench.fact.People;
import io.flowmeter.bench.fact.Topics;
import io.flowmeter.bench.identity.School;
import io.flowmeter.bench.platform.Api;
import io.flowmeter.bench.platform.Platform;
import io.flowmeter.bench.platform.Processes;
import io.flowmeter.bench.report.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** The ledger folded anew from its topics. */
public final class Replaying {
  private static final String REBUILT = "events of a rebuild";
  private static final String DECODED = "events read and decoded only";
  private static final String PATH = "/api/admin/ledger/rebuild";
  private static final Duration POLL = Duration.ofMillis(200);

  private Replaying() {}

  public static Result run(Setting setting) {
    Platform platform = setting.platform();
    Result result =
        new Result("rebuild", "A rebuild of the ledger, against reading its topics only");
    Api accounting = Api.at(platform.accounting()).as(new School(platform).administrator());
    List<String> facts = List.of(Topics.USERS, Topics.USAGE, Topics.CREDITS);
    try (Topics topics = new Topics(platform)) {
      setting.say("making %,d people with credits".formatted(setting.people()));
      People.ensure(platform, topics, setting.people());
      long there = topics.decodeAll(facts);
      long missing = setting.events() - there;
      if (missing > 0) {
        setting.say("writing %,d more events".formatted(missing));
        Past.write(platform, topics, missing, setting.people());
      }
      setting.warmUp(
          result,
          "events rebuilt",
          () -> {
            topics.decodeAll(facts);
            return rebuild(accounting).path("eventsRead").longValue();
          });

      for (int round = 1; round <= setting.rounds(); round++) {
        setting.say("round %d of %d".formatted(round, setting.rounds()));
        long begun = System.nanoTime();
        long events = topics.decodeAll(facts);
        result.add(DECODED, "1/s", events / ((System.nanoTime() - begun) / 1e9));
        Map<String, Double> before = setting.processes().cpuSeconds();
        JsonNode run = rebuild(accounting);
        Map<String, Double> after = setting.processes().cpuSeconds();
        long read = run.path("eventsRead").longValue();
        result.add(REBUILT, "1/s", read / seconds(run));
        result.add("events", "", (double) read);
        result.add("people", "", run.path("people").doubleValue());
        result.add("people whose ledger differs", "", run.path("differing").doubleValue());
        result.cpu("1,000 events", Processes.between(before, after), Math.max(1, read / 1_000));
      }
      setting.profile(result.name(), "accounting", () -> rebuild(accounting));
    }
    double rate = result.median(REBUILT);
    result.compare("events per second", rate, "1/s", "");
    result.compare(
        "of reading and decoding only", rate / result.median(DECODED), "x", "at least 0.5");
    result.compare("10 M events at that rate", 10e6 / rate, "s", "under 120");
    result.note(
        "The rebuild as an administrator starts it, without --apply: read, written to the shadow, folded, compared with each live ledger.");
    result.note(
        "The events were not booked one by one: their sums were drawn from the ledgers by SQL, which is what the rebuild compares.");
    result.note(
        "The baseline decodes with plain Avro in one thread of the bench, whose JVM is otherwise idle.");
    return result;
  }

  private static JsonNode rebuild(Api accounting) {
    accounting.post(PATH, "{\"apply\":false}").expect(202);
    JsonNode run = accounting.get(PATH).expect(200).json();
    while (!run.path("finishedAt").isString()) {
      LockSupport.parkNanos(POLL.toNanos());
      run = accounting.get(PATH).expect(200).json();
    }
    if (!run.path("state").asString("").equals("FINISHED")) {
      throw new IllegalStateException("the rebuild did not finish: " + run);
    }
    return run;
  }

  private static double seconds(JsonNode run) {
    Instant from = Instant.parse(run.path("startedAt").asString(""));
    Instant to = Instant.parse(run.path("finishedAt").asString(""));
    return Duration.between(from, to).toNanos() / 1e9;
  }
}
