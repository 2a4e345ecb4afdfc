package io.flowmeter.bench.profile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Has a JVM record samples of its processor time (JDK Flight Recorder) while something is done. */
public final class Recorder {
  private static final String NAME = "bench";

  private Recorder() {}

  public static Stacks record(long pid, Runnable work) {
    try {
      Path file = Files.createTempFile("bench", ".jfr");
      try {
        // Only before a JVM's first recording; frameworks' stacks are deeper than the usual 64.
        Told _ = tell(pid, "JFR.configure", "stackdepth=512");
        jcmd(
            pid,
            "JFR.start",
            "name=" + NAME,
            "settings=default",
            "jdk.CPUTimeSample#enabled=true",
            "jdk.CPUTimeSample#throttle=5ms");
        work.run();
        jcmd(pid, "JFR.stop", "name=" + NAME, "filename=" + file);
        return Stacks.of(file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void jcmd(long pid, String... words) throws IOException, InterruptedException {
    Told told = tell(pid, words);
    if (told.code() != 0) throw new IOException("jcmd failed: " + told.said());
  }

  private record Told(int code, String said) {}

  private static Told tell(long pid, String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(Long.toString(pid));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Told(process.waitFor(), said);
  }
}
