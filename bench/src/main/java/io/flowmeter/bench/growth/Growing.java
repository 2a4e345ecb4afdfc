package io.flowmeter.bench.growth;

import io.flowmeter.bench.Setting;
import io.flowmeter.bench.fact.People;
import io.flowmeter.bench.fact.Topics;
import io.flowmeter.bench.fact.Usages;
import io.flowmeter.bench.ledger.Booked;
import io.flowmeter.bench.platform.Database;
import io.flowmeter.bench.platform.Processes;
import io.flowmeter.bench.report.Result;
import java.util.Map;

/**
 * What booking an event costs with a hundred times as much there, against its own smallest size.
 */
public final class Growing {
  private static final int ENTRIES_PER_PERSON = 100;
  private static final int[] TIMES = {1, 10, 100};
  private static final String AGAIN = ", once more";

  private final Setting setting;
  private final Database database;
  private final Result result =
      new Result("growth", "Booking with more and more people and entries there already");

  private Growing(Setting setting) {
    this.setting = setting;
    this.database = setting.platform().database();
  }

  public static Result run(Setting setting) throws Exception {
    return new Growing(setting).run();
  }

  private Result run() throws Exception {
    try (Topics topics = new Topics(setting.platform())) {
      setting.say("making %,d people with credits".formatted(setting.people()));
      People.ensure(setting.platform(), topics, setting.people());
      setting.warmUp(
          result,
          "events booked",
          () -> {
            booked(topics, 1);
            return setting.events();
          });
      for (int times : TIMES) {
        // The largest last, as it takes long to write and to take out again.
        if (times == TIMES[TIMES.length - 1]) measure(topics, 1, size(1) + AGAIN);
        measure(topics, times, size(times));
      }
    }
    for (int times : TIMES) {
      if (times == 1) continue;
      compare(size(times));
    }
    compare(size(1) + AGAIN);
    result.note(
        "%,d events a round, of %,d people spread evenly over all there are: so each round merges as many changes, and only what lies beside them grows."
            .formatted(setting.events(), setting.people()));
    result.note(
        "What was there before is a year of usages long ago, with their entries and their ids in the inbox; the smallest size once more, before the largest, tells what else has changed meanwhile.");
    return result;
  }

  private String size(int times) {
    return "%,d entries, %,d people".formatted(entries(times), people(times));
  }

  private int people(int times) {
    return setting.people() * times;
  }

  private long entries(int times) {
    return (long) people(times) * ENTRIES_PER_PERSON;
  }

  private void measure(Topics topics, int times, String size) throws Exception {
    setting.say("writing " + size);
    try (Ballast _ = Ballast.of(database, people(times), entries(times))) {
      booked(topics, times);
      for (int round = 1; round <= setting.rounds(); round++) {
        setting.say("round %d of %d".formatted(round, setting.rounds()));
        Map<String, Double> before = setting.processes().cpuSeconds();
        double seconds = booked(topics, times);
        Map<String, Double> used = Processes.between(before, setting.processes().cpuSeconds());
        result.add("events booked: " + size, "1/s", setting.events() / seconds);
        result.add(cpu(size), "ms", Processes.withoutStrangers(used) * 1e3 / setting.events());
      }
    }
  }

  private double booked(Topics topics, int times) {
    return Booked.seconds(database, topics, setting.events(), new Usages(setting.people(), times));
  }

  private static String cpu(String size) {
    return "CPU per event: " + size;
  }

  private void compare(String size) {
    result.compare(
        "CPU per event with %s, of that with %s".formatted(size, size(1)),
        result.median(cpu(size)) / result.median(cpu(size(1))),
        "x",
        size.endsWith(AGAIN) ? "" : "at most 1.3");
  }
}
