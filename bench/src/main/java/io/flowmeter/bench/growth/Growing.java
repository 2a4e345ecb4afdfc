package io.flowmeter.bench.growth;

import io.flowmeter.bench.Setting;
import io.flowmeter.bench.fact.People;
import io.flowmeter.bench.fact.Topics;
import io.flowmeter.bench.fact.Usages;
import io.flowmeter.bench.ledger.Booked;
import io.flowmeter.bench.platform.Database;
import io.flowmeter.bench.platform.Processes;
import io.flowmeter.bench.report.Result;
import java.util.List;
import java.util.Map;

/**
 * What booking an event costs with a hundred times as much there, against its own smallest size.
 */
public final class Growing {
  private record Size(int people, long entries, String again) {
    String name() {
      return "%,d entries, %,d people%s".formatted(entries, people, again);
    }

    String cpu() {
      return "CPU per event: " + name();
    }
  }

  private static final Size SMALLEST = new Size(1_000, 1_000_000, "");
  private static final Size ONCE_MORE = new Size(1_000, 1_000_000, ", once more");

  /** The largest last, as it takes long to write and to take out again. */
  private static final List<Size> SIZES =
      List.of(
          SMALLEST,
          new Size(100_000, 10_000_000, ""),
          ONCE_MORE,
          new Size(1_000_000, 100_000_000, ""));

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
      setting.say("making %,d people with credits".formatted(SMALLEST.people()));
      People.ensure(setting.platform(), topics, SMALLEST.people());
      setting.warmUp(
          result,
          "events booked",
          () -> {
            booked(topics, SMALLEST);
            return setting.events();
          });
      for (Size size : SIZES) measure(topics, size);
    }
    for (Size size : SIZES) {
      if (size.equals(SMALLEST)) continue;
      result.compare(
          "CPU per event with %s, of that with %s".formatted(size.name(), SMALLEST.name()),
          result.median(size.cpu()) / result.median(SMALLEST.cpu()),
          "x",
          size.equals(ONCE_MORE) ? "" : "at most 1.3");
    }
    result.note(
        "%,d events a round, of %,d people spread evenly over all there are: so each round merges as many changes, and only what lies beside them grows."
            .formatted(setting.events(), SMALLEST.people()));
    result.note(
        "What was there before is a year of usages long ago, with their entries and their ids in the inbox; the smallest size once more, before the largest, tells what else has changed meanwhile.");
    return result;
  }

  private void measure(Topics topics, Size size) throws Exception {
    setting.say("writing " + size.name());
    try (Ballast _ = Ballast.of(database, size.people(), size.entries())) {
      booked(topics, size);
      for (int round = 1; round <= setting.rounds(); round++) {
        setting.say("round %d of %d".formatted(round, setting.rounds()));
        Map<String, Double> before = setting.processes().cpuSeconds();
        double seconds = booked(topics, size);
        Map<String, Double> used = Processes.between(before, setting.processes().cpuSeconds());
        result.add("events booked: " + size.name(), "1/s", setting.events() / seconds);
        result.add(size.cpu(), "ms", Processes.withoutStrangers(used) * 1e3 / setting.events());
      }
    }
  }

  private double booked(Topics topics, Size size) {
    Usages usages = new Usages(SMALLEST.people(), size.people() / SMALLEST.people());
    return Booked.seconds(database, topics, setting.events(), usages);
  }
}
