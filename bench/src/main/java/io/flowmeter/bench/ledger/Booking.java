package io.flowmeter.bench.ledger;

import io.flowmeter.bench.Setting;
import io.flowmeter.bench.fact.People;
import io.flowmeter.bench.fact.Topics;
import io.flowmeter.bench.fact.Usages;
import io.flowmeter.bench.platform.Database;
import io.flowmeter.bench.platform.Processes;
import io.flowmeter.bench.report.Result;
import java.util.Map;

/** Usage events from their topic into the ledger. */
public final class Booking {
  private static final String BOOKED = "events booked, from topic to ledger";
  private static final String COPIED = "events, their rows written by COPY";

  private static final long WARM_UP_EVENTS = 20_000;

  private Booking() {}

  public static Result run(Setting setting) throws Exception {
    Result result =
        new Result("booking", "Usage events from topic to ledger, against COPY of the same rows");
    Database database = setting.platform().database();
    try (Topics topics = new Topics(setting.platform());
        Copies copies = new Copies(database)) {
      setting.say("making %,d people with credits".formatted(setting.people()));
      People.ensure(setting.platform(), topics, setting.people());
      setting.warmUp(
          result,
          "events booked",
          () -> {
            Booked.seconds(database, topics, WARM_UP_EVENTS, new Usages(setting.people()));
            return WARM_UP_EVENTS;
          });

      for (int round = 1; round <= setting.rounds(); round++) {
        setting.say("round %d of %d".formatted(round, setting.rounds()));
        String since = database.text("select clock_timestamp()");
        Map<String, Double> before = setting.processes().cpuSeconds();
        double seconds =
            Booked.seconds(database, topics, setting.events(), new Usages(setting.people()));
        Map<String, Double> after = setting.processes().cpuSeconds();
        result.add(BOOKED, "1/s", setting.events() / seconds);
        result.cpu("event", Processes.between(before, after), setting.events());
        long rows = copies.export(since);
        result.add("rows per event", "", (double) rows / setting.events());
        result.add(COPIED, "1/s", setting.events() / copies.seconds());
      }
      setting.profile(
          result.name(),
          "accounting",
          () -> Booked.seconds(database, topics, setting.events(), new Usages(setting.people())));
    }
    result.compare("events booked per second", result.median(BOOKED), "1/s", "");
    result.compare(
        "of COPY's rate", result.median(BOOKED) / result.median(COPIED), "x", "at least 0.5");
    result.note(
        "%,d events over %,d people, from the first one produced to the last one booked, so the producing of them is in it."
            .formatted(setting.events(), setting.people()));
    result.note(
        "COPY writes the rows that these events have added to inbox, usage_records and ledger_entries, in one transaction; it neither reads a topic nor decodes, dedupes, folds, sums nor tells balances.");
    return result;
  }
}
