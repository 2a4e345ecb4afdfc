package io.flowmeter.bench;

import io.flowmeter.bench.load.Load;
import io.flowmeter.bench.load.Measured;
import io.flowmeter.bench.platform.Platform;
import io.flowmeter.bench.platform.Processes;
import io.flowmeter.bench.profile.Flames;
import io.flowmeter.bench.profile.Recorder;
import io.flowmeter.bench.profile.Stacks;
import io.flowmeter.bench.report.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What is measured, and how much of it.
 *
 * @param rounds in each, everything is measured once, baselines too
 * @param seconds that each load is counted for
 * @param warmUpSeconds that a warm-up may last at most
 * @param people who have credits
 * @param events that are booked and replayed
 * @param profiles where profiles are kept; empty for none
 * @param progress for whoever waits
 */
public record Setting(
    Platform platform,
    int rounds,
    double seconds,
    double warmUpSeconds,
    int people,
    long events,
    Optional<Path> profiles,
    Consumer<String> progress) {

  /** Twenty words, so that the demo streams twenty tokens. */
  public static final String ANSWER =
      "Water runs through the meter and each litre is counted once however often somebody looks at it or turns around.";

  /** Of each load, not counted. */
  private static final double WARM_UP_SHARE = 0.25;

  private static final double WARM_UP_STEP_SECONDS = 5;

  public Load.Window window() {
    return Load.Window.ofSeconds(Math.max(1, seconds * WARM_UP_SHARE), seconds);
  }

  /** A part of a warm-up. */
  public interface Step<E extends Exception> {
    /** Returns how often it was done. */
    long run() throws E;
  }

  /**
   * Before the first round, until each time costs the platform no less than before: as long as
   * compilers are at work, a benchmark measures them.
   */
  public <E extends Exception> void warmUp(Result result, String what, Step<E> step) throws E {
    Steadiness steadiness = new Steadiness();
    long begun = System.nanoTime();
    double elapsed = 0;
    while (!steadiness.isReached() && elapsed < warmUpSeconds) {
      Map<String, Double> before = processes().cpuSeconds();
      long done = Math.max(1, step.run());
      Map<String, Double> used = Processes.between(before, processes().cpuSeconds());
      double now = (System.nanoTime() - begun) / 1e9;
      // Where no processor time is known, the time that passes has to do.
      double seconds = used.isEmpty() ? now - elapsed : Processes.withoutStrangers(used);
      double cost = seconds / done;
      elapsed = now;
      steadiness.done(cost);
      say("warming up, %s: after %.0f s %.3f ms each".formatted(what, elapsed, cost * 1e3));
    }
    result.add("warm-up: " + what, "s", elapsed);
    if (!steadiness.isReached()) {
      result.note(
          "NOT WARM: %s still got cheaper when the warm-up had lasted for %.0f s."
              .formatted(what, elapsed));
    }
  }

  /** A load as part of a warm-up. */
  public void warmUp(Result result, String what, Function<Load.Window, Measured> load) {
    Load.Window window = Load.Window.ofSeconds(0, WARM_UP_STEP_SECONDS);
    warmUp(result, what, () -> load.apply(window).mostlyGood().good());
  }

  public Processes processes() {
    return platform.processes();
  }

  /** Under a further load, after all rounds, so that profiling disturbs no figure. */
  public void profile(String scenario, String process, Runnable load) {
    if (profiles.isEmpty()) return;
    say("profiling " + process);
    Long pid = processes().pids().get(process);
    if (pid == null) throw new IllegalStateException("no process " + process);
    Stacks stacks = Recorder.record(pid, load);
    Path directory = profiles.get();
    String name = scenario + "-" + process;
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve(name + ".txt"), stacks.summary(30));
      Files.writeString(directory.resolve(name + ".svg"), Flames.of(name, stacks.samples()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void say(String text) {
    progress.accept(text);
  }
}
