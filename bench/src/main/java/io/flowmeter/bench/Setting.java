package io.flowmeter.bench;

import io.flowmeter.bench.load.Load;
import io.flowmeter.bench.platform.Platform;
import io.flowmeter.bench.platform.Processes;
import io.flowmeter.bench.profile.Flames;
import io.flowmeter.bench.profile.Recorder;
import io.flowmeter.bench.profile.Stacks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is measured, and how much of it.
 *
 * @param rounds in each, everything is measured once, baselines too
 * @param seconds that each load is counted for
 * @param people who have credits
 * @param events that are booked and replayed
 * @param profiles where profiles are kept; empty for none
 * @param progress for whoever waits
 */
public record Setting(
    Platform platform,
    int rounds,
    double seconds,
    int people,
    long events,
    Optional<Path> profiles,
    Consumer<String> progress) {

  /** Twenty words, so that the demo streams twenty tokens. */
  public static final String ANSWER =
      "Water runs through the meter and each litre is counted once however often somebody looks at it or turns around.";

  /** Of each load, not counted. */
  private static final double WARM_UP_SHARE = 0.25;

  public Load.Window window() {
    return Load.Window.ofSeconds(Math.max(1, seconds * WARM_UP_SHARE), seconds);
  }

  /** Before the first round, until the compilers have seen everything. */
  public Load.Window warmUp() {
    return Load.Window.ofSeconds(0, Math.max(5, seconds * 1.5));
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
