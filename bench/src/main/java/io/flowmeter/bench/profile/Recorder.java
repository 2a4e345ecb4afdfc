package io.flowmeter.bench.profile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Has a JVM record samples of its processor time (JDK Flight Recorder) while something is done. */
public final class Recorder {
  private static final String NAME = "bench";

  private Recorder() {}

  public static Stacks record(long pid, Runnable work) {
    try {
      Path file = Files.createTempFile("bench", ".jfr");
      try {
        // Only before a JVM's first recording; frameworks' stacks are deeper than the usual 64.
        var _ = Jcmd.tryTo(pid, "JFR.configure", "stackdepth=512");
        Jcmd.run(
            pid,
            "JFR.start",
            "name=" + NAME,
            "settings=default",
            "jdk.CPUTimeSample#enabled=true",
            "jdk.CPUTimeSample#throttle=5ms");
        work.run();
        Jcmd.run(pid, "JFR.stop", "name=" + NAME, "filename=" + file);
        return Stacks.of(file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
