package io.flowmeter.launcher;

import io.flowmeter.embedded.Java;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A command that is a program with a JVM of its own; {@code Build} has built it before.
 *
 * @param heap of that JVM, as {@code -Xmx} has it
 */
record OwnProgram(Path root, String name, String heap) {

  /** Its platform is taken down first. */
  private static final long STOP_LIMIT_MINUTES = 5;

  /** Ends as the program does, which reads the words of the command line again. */
  int run(List<String> words) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command(words)).inheritIO().start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process)));
    return process.waitFor();
  }

  List<String> command(List<String> words) {
    Path jar = root.resolve(name).resolve("target").resolve("flowmeter-" + name + ".jar");
    return Java.command(
        List.of(
            "-Xmx" + heap,
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-Dflowmeter.root=" + root,
            "-jar",
            jar.toString()),
        words.stream().flatMap(OwnProgram::nameAndValue).toList());
  }

  private static Stream<String> nameAndValue(String word) {
    return word.startsWith("--") ? Stream.of(word.split("=", 2)) : Stream.of(word);
  }

  private static void stop(Process process) {
    process.destroy();
    try {
      var _ = process.waitFor(STOP_LIMIT_MINUTES, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
