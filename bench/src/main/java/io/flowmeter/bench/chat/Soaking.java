package io.flowmeter.bench.chat;

import io.flowmeter.bench.Setting;
import io.flowmeter.bench.fact.People;
import io.flowmeter.bench.fact.Topics;
import io.flowmeter.bench.load.Load;
import io.flowmeter.bench.load.Measured;
import io.flowmeter.bench.platform.Platform;
import io.flowmeter.bench.platform.Processes;
import io.flowmeter.bench.report.Result;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Completions at most of what the platform can do, for long: what grows then grows for ever. */
public final class Soaking {
  private static final double SHARE = 0.8;
  private static final int CONCURRENT = 64;

  private final Setting setting;
  private final Asking people;
  private final InetSocketAddress proxy;
  private final Result result = new Result("soak", "Completions at 80 % of the maximum, for long");
  private final Map<String, List<Double>> grown = new TreeMap<>();

  private Soaking(Setting setting) {
    this.setting = setting;
    this.people = Asking.throughProxy(setting.platform(), Chatting.FLOW, Chatting.PEOPLE);
    this.proxy = Platform.address(setting.platform().proxy());
  }

  /** A round is one window; {@code --rounds 60 --seconds 30} are half an hour. */
  public static Result run(Setting setting) {
    return new Soaking(setting).run();
  }

  private Result run() {
    setting.say("making %,d people with credits".formatted(setting.people()));
    try (Topics topics = new Topics(setting.platform())) {
      People.ensure(setting.platform(), topics, Math.max(Chatting.PEOPLE, setting.people()));
    }
    long before = booked();
    setting.warmUp(result, "completions", window -> Load.closed(proxy, CONCURRENT, people, window));
    double most = Load.closed(proxy, CONCURRENT, people, setting.window()).mostlyGood().perSecond();
    result.add("completions, as many as possible", "1/s", most);
    Load.Window whole = new Load.Window(Duration.ZERO, setting.window().counted());
    long failed = 0;
    for (int round = 1; round <= setting.rounds(); round++) {
      Measured load = Load.open(proxy, Chatting.MOST_CONNECTIONS, people, most * SHARE, whole);
      failed += load.bad();
      result.latency("whole answer", load);
      result.add("completions", "1/s", load.perSecond());
      long waiting = people.answered() - (booked() - before);
      result.add("answered and not booked yet", "", (double) waiting);
      sample();
      setting.say(
          "window %d of %d: %.0f/s, %d failed, %s"
              .formatted(round, setting.rounds(), load.perSecond(), failed, newest()));
    }
    return compared(failed);
  }

  private long booked() {
    return setting.platform().database().number(Chatting.BOOKED);
  }

  private void sample() {
    Processes processes = setting.processes();
    keep("memory", "MB", processes.memoryMegabytes());
    keep("threads", "", processes.threads());
    keep("open files and connections", "", processes.openFiles());
  }

  private void keep(String what, String unit, Map<String, Double> values) {
    double all = 0;
    for (var process : values.entrySet()) {
      if (process.getKey().equals("bench")) continue;
      result.add(what + ": " + process.getKey(), unit, process.getValue());
      all += process.getValue();
    }
    result.add(what + ": all", unit, all);
    grown.computeIfAbsent(what, _ -> new ArrayList<>()).add(all);
  }

  private String newest() {
    List<String> all = new ArrayList<>();
    grown.forEach((what, values) -> all.add("%s %.0f".formatted(what, values.getLast())));
    return String.join(", ", all);
  }

  private Result compared(long failed) {
    result.compare("completions that failed", (double) failed, "", "none");
    result.compare(
        "answered and not booked yet, median",
        result.median("answered and not booked yet"),
        "",
        "");
    grown.forEach(
        (what, values) -> {
          int third = values.size() / 3;
          if (third == 0) return;
          double middle = mean(values.subList(third, 2 * third));
          double last = mean(values.subList(values.size() - third, values.size()));
          result.compare(
              what + " of all processes, last third of the middle third", last / middle, "x", "1");
        });
    result.note(
        "%d windows of %.0f s, one after the other, each an open load at %.0f %% of what was possible before them."
            .formatted(setting.rounds(), setting.seconds(), SHARE * 100));
    return result;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }
}
