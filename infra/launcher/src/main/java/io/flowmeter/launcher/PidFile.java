package io.flowmeter.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process that we started: its id on the first line, when it started (milliseconds since the
 * epoch) on the second. Ids are used again, so only both together say that it is ours.
 */
record PidFile(long pid, long startedMillis) {

  /** The system derives start times from its clock, which may be adjusted meanwhile. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

  private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

  static PidFile of(ProcessHandle process) {
    return new PidFile(
        process.pid(), process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
  }

  static Optional<PidFile> read(Path file) throws IOException {
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() < 2) {
        return Optional.empty();
      }
      return Optional.of(new PidFile(Long.parseLong(lines.get(0)), Long.parseLong(lines.get(1))));
    } catch (NoSuchFileException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  void write(Path file) throws IOException {
    Files.writeString(file, pid + "\n" + startedMillis + "\n");
  }

  Instant started() {
    return Instant.ofEpochMilli(startedMillis);
  }

  /** The process, if it still runs and is not a stranger with the same id. */
  Optional<ProcessHandle> process() {
    return ProcessHandle.of(pid)
        .filter(PidFile::runs)
        .filter(
            process ->
                Math.abs(of(process).startedMillis() - startedMillis)
                    <= CLOCK_TOLERANCE.toMillis());
  }

  /** Tells whether the process ended within the limit. */
  static boolean awaitEnd(ProcessHandle process, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (runs(process)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      try {
        Thread.sleep(POLL_INTERVAL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  /**
   * An orphan that has ended counts as alive until its new parent asks for its exit code, which the
   * first process of many containers never does.
   */
  private static boolean runs(ProcessHandle process) {
    return process.isAlive() && !isZombie(process.pid());
  }

  /** Not while further threads are still ending: they hold files and ports. */
  private static boolean isZombie(long pid) {
    Path process = Path.of("/proc/" + pid);
    try (Stream<Path> threads = Files.list(process.resolve("task"))) {
      String status = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      return status.charAt(status.lastIndexOf(')') + 2) == 'Z' && threads.count() <= 1;
    } catch (IOException | RuntimeException noSuchFile) {
      return false;
    }
  }
}
