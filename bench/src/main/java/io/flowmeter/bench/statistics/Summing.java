package io.flowmeter.bench.statistics;

import io.flowmeter.bench.Setting;
import io.flowmeter.bench.identity.School;
import io.flowmeter.bench.platform.Api;
import io.flowmeter.bench.platform.Database;
import io.flowmeter.bench.platform.Platform;
import io.flowmeter.bench.report.Result;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** Statistics of many usages, through REST. */
public final class Summing {
  private static final double GOAL_MILLIS = 50;
  private static final int ASKED = 200;
  private static final long SEED = 7;

  /** All but a few days of the first and the last month: the most parts that a range can have. */
  private static final String RAGGED =
      "?startDate=%s&endDate=%s".formatted(History.day(1), History.day(History.DAYS - 2));

  private static final String DAY =
      "?startDate=%s&endDate=%s".formatted(History.day(50), History.day(50));

  private Summing() {}

  public static Result run(Setting setting) {
    Platform platform = setting.platform();
    Result result =
        new Result("statistics", "Statistics of many usages, against adding the records up");
    Api accounting = Api.at(platform.accounting()).as(new School(platform).administrator());
    SplittableRandom random = new SplittableRandom(SEED);
    Map<String, Supplier<String>> routes = routes(setting.people(), random);
    setting.say("writing %,d usages".formatted(setting.events()));
    try (History _ = History.of(platform.database(), setting.events(), setting.people())) {
      setting.warmUp(
          result,
          "statistics",
          () -> {
            routes.values().forEach(route -> asked(accounting, route));
            return (long) ASKED * routes.size();
          });
      for (int round = 1; round <= setting.rounds(); round++) {
        setting.say("round %d of %d".formatted(round, setting.rounds()));
        routes.forEach((what, route) -> result.latency(what, asked(accounting, route)));
        result.add("the same, by scanning the records", "ms", scanned(platform.database()));
      }
    }
    for (String what : routes.keySet()) {
      result.compare(what + ", p99", result.median(what + ", p99"), "ms", "under " + GOAL_MILLIS);
    }
    result.note(
        "%,d usages of %,d people on %d days; who uses much is rare: a person's share falls with the root of their rank."
            .formatted(setting.events(), setting.people(), History.DAYS));
    result.note(
        "Through REST, one request after the other; of persons, a random one each time. The baseline: one statement each by person, service, day and model over the records of the range with the most parts, on the server itself.");
    return result;
  }

  private static Map<String, Supplier<String>> routes(int people, SplittableRandom random) {
    Map<String, Supplier<String>> routes = new LinkedHashMap<>();
    Supplier<String> person = () -> "/api/usage/stats/" + History.person(random.nextInt(people));
    routes.put("a person, of all time", person);
    routes.put("a person, of a range", () -> person.get() + RAGGED);
    // Who uses most.
    routes.put("the busiest person, of all time", () -> "/api/usage/stats/" + History.person(0));
    routes.put("everybody, of all time", () -> "/api/usage/system-stats");
    routes.put("everybody, of a day", () -> "/api/usage/system-stats" + DAY);
    routes.put("everybody, of a range", () -> "/api/usage/system-stats" + RAGGED);
    return routes;
  }

  private static Histogram asked(Api accounting, Supplier<String> route) {
    Histogram nanos = new Histogram(3);
    for (int i = 0; i < ASKED; i++) {
      long begun = System.nanoTime();
      accounting.get(route.get()).expect(200);
      nanos.recordValue(System.nanoTime() - begun);
    }
    return nanos;
  }

  private static double scanned(Database database) {
    long begun = System.nanoTime();
    for (String by : new String[] {"user_id", "service", "date(occurred_at)::text", "model"}) {
      database.text(
          """
          select coalesce(%s, ''), sum(credits) from usage_records
           where occurred_at >= '%s' and occurred_at < '%s' group by 1 order by 2 desc limit 100
          """
              .formatted(by, History.day(1), History.day(History.DAYS - 1)));
    }
    return (System.nanoTime() - begun) / 1e6;
  }
}
