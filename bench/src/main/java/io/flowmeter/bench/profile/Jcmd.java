package io.flowmeter.bench.profile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JDK's own tool that tells a running JVM what to do. */
public final class Jcmd {
  /** Number, instances, bytes, class. */
  private static final Pattern ROW =
      Pattern.compile("^ *\\d+: +\\d+ +(\\d+) +(\\S+)", Pattern.MULTILINE);

  private static final String FILLER = "jdk.internal.vm.Filler";

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private Jcmd() {}

  /**
   * Bytes of the objects that are in use in a JVM's heap: its table of them is made after a full
   * collection, and lists what the collector fills gaps with, too.
   */
  public static long liveBytes(long pid) {
    long bytes = 0;
    Matcher row = ROW.matcher(run(pid, "GC.class_histogram"));
    while (row.find()) {
      if (!row.group(2).contains(FILLER)) bytes += Long.parseLong(row.group(1));
    }
    if (bytes == 0) throw new IllegalStateException("no histogram of the heap");
    return bytes;
  }

  static String run(long pid, String... words) {
    Told told = tryTo(pid, words);
    if (told.code() != 0) throw new IllegalStateException("jcmd failed: " + told.said());
    return told.said();
  }

  record Told(int code, String said) {}

  static Told tryTo(long pid, String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(Long.toString(pid));
    command.addAll(List.of(words));
    try {
      // A file, not a pipe: who asks itself would stand still while the pipe is full.
      Path output = Files.createTempFile("jcmd", ".txt");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
          process.destroy();
          throw new IllegalStateException("jcmd does not end: " + String.join(" ", command));
        }
        return new Told(process.exitValue(), Files.readString(output));
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
