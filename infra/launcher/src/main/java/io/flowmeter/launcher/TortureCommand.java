package io.flowmeter.launcher;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what {@code ./flowmeter torture} takes; its own program does it, and has the defaults. */
@Command(
    name = "torture",
    description = {
      "Starts a platform of its own, breaks it at random again and again, and checks from outside that nothing is lost or doubled.",
      "Ends with 1 if something is. docs/guarantees.md says how."
    })
@SuppressWarnings("UnusedVariable") // Checked by picocli, read by the program.
final class TortureCommand implements Callable<Integer> {

  private final OwnProgram program;
  private final List<String> words;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "How long faults are made, in total (default 5).")
  private @Nullable Double minutes;

  @Option(
      names = "--round-minutes",
      paramLabel = "N",
      description = "After so long everything is healed and checked (default 5).")
  private @Nullable Double roundMinutes;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the first round, each further one takes the next (default the time).")
  private @Nullable Long seed;

  @Option(names = "--people", paramLabel = "N", description = "At a time (default 16).")
  private @Nullable Integer people;

  @Option(
      names = "--hold-seconds",
      paramLabel = "N",
      description =
          "How long credits stay reserved for a completion that nobody ends (default 120).")
  private @Nullable Integer holdSeconds;

  @Option(
      names = "--port-offset",
      paramLabel = "N",
      description = "Of the platform that is started (default 3500).")
  private @Nullable Integer portOffset;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Of that platform, emptied first (default .flowmeter-torture). On a small file system of its own (at most 8 GB, a tmpfs say) the disk is filled, too, with --kill-stores or --mongodb-uri.")
  private @Nullable String data;

  @Option(
      names = "--instances",
      paramLabel = "N",
      description = "Of each service; people come to any of them (default 1).")
  private @Nullable Integer instances;

  @Option(
      names = "--kill-stores",
      paramLabel = "yes|no",
      description =
          "Also SIGKILL the embedded MongoDB-protocol stores, which may lose acknowledged writes then (default no: they are paused only).")
  private @Nullable String killStores;

  @Option(
      names = "--brief-per-minute",
      paramLabel = "N",
      description =
          "Faults that are over at once, beside those that last: a connection is reset, a part stands still for a moment, records come again (default 30).")
  private @Nullable Integer briefPerMinute;

  @Option(
      names = "--skew-seconds",
      paramLabel = "N",
      description =
          "The clock of each service's instance is wrong by up to so much, this way or that (default 0).")
  private @Nullable Integer skewSeconds;

  @Option(
      names = "--mongodb-uri",
      paramLabel = "URI",
      description =
          "Of one MongoDB to use instead of the embedded stores, mongodb://HOST:PORT/. The databases auth_db and flowise_proxy must not be there yet; nobody kills it.")
  private @Nullable String mongodbUri;

  /**
   * @param words of the command line, this command's name first
   */
  TortureCommand(OwnProgram program, List<String> words) {
    this.program = program;
    this.words = words;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return program.run(words);
  }
}
