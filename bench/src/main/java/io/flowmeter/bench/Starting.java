package io.flowmeter.bench;

import io.flowmeter.bench.report.Result;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** From the command to healthy, and the memory of what then runs idle. */
final class Starting {
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final String START = "start to healthy, on data that is there";

  private Starting() {}

  static Result run(Setting setting) {
    Result result = new Result("start", "Start-up, and the memory of each process");
    for (int round = 1; round <= setting.rounds(); round++) {
      setting.say("round %d of %d".formatted(round, setting.rounds()));
      Duration start = setting.platform().restart();
      result.add(START, "s", start.toMillis() / 1e3);
      LockSupport.parkNanos(IDLE.toNanos());
      memory(result, "idle", setting);
    }
    result.compare(START, result.median(START), "s", "under 15");
    result.compare(
        "all processes together, idle", result.median("memory idle: all"), "MB", "under 2,000");
    result.note("Memory is proportional (PSS): what processes share is divided among them.");
    return result;
  }

  /** Of every process of the platform; the load generator is none. */
  static void memory(Result result, String when, Setting setting) {
    double all = 0;
    for (var process : setting.processes().memoryMegabytes().entrySet()) {
      if (process.getKey().equals("bench")) continue;
      result.add("memory %s: %s".formatted(when, process.getKey()), "MB", process.getValue());
      all += process.getValue();
    }
    if (all > 0) result.add("memory %s: all".formatted(when), "MB", all);
  }
}
