package io.flowmeter.launcher;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what {@code ./flowmeter bench} takes; its own program does it, and has the defaults. */
@Command(
    name = "bench",
    description = {
      "Measures the platform beside baselines, each scenario in turns with its own.",
      "Without a scenario it says which there are. docs/performance says what is measured."
    })
@SuppressWarnings("UnusedVariable") // Checked by picocli, read by the program.
final class BenchCommand implements Callable<Integer> {

  private final OwnProgram program;
  private final List<String> words;

  @Parameters(arity = "0..*", paramLabel = "SCENARIO", description = "Such as holds; all are all.")
  private @Nullable List<String> scenarios;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The platform to measure, started there unless it is up (default .flowmeter-bench).")
  private @Nullable String data;

  @Option(
      names = "--port-offset",
      paramLabel = "N",
      description = "Of a platform that is started (default 5000).")
  private @Nullable Integer portOffset;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Everything, baselines too, is measured once in each (default 3).")
  private @Nullable Integer rounds;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "That each load is counted for, after a warm-up (default 8).")
  private @Nullable Double seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description =
          "Seconds that the warm-up before the first round may last; it ends when nothing gets cheaper any more (default 240).")
  private @Nullable Double warmUp;

  @Option(names = "--people", paramLabel = "N", description = "With credits (default 10000).")
  private @Nullable Integer people;

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "Booked and replayed (default 100000).")
  private @Nullable Long events;

  @Option(
      names = "--profile",
      paramLabel = "yes|no",
      description = "Whether processes are profiled afterwards, under a further load (default no).")
  private @Nullable String profile;

  @Option(
      names = "--java-options",
      paramLabel = "TEXT",
      description = "For all JVMs of a platform that is started (default as for load).")
  private @Nullable String javaOptions;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "For the results (default docs/performance).")
  private @Nullable String out;

  /**
   * @param words of the command line, this command's name first
   */
  BenchCommand(OwnProgram program, List<String> words) {
    this.program = program;
    this.words = words;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return program.run(words);
  }
}
