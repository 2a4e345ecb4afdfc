package io.flowmeter.launcher;

import io.flowmeter.embedded.Java;
import java.util.ArrayList;
import java.util.List;

/** How the parts that are Java programs are started: small, and quick to start. */
final class Jvm {

  private Jvm() {}

  /** For parts whose work is light: compiled once, quickly, and never again more thoroughly. */
  static List<String> light(int heapMegabytes, List<String> arguments) {
    return command(heapMegabytes, List.of("-XX:TieredStopAtLevel=1"), arguments);
  }

  static List<String> ordinary(int heapMegabytes, List<String> arguments) {
    return command(heapMegabytes, List.of(), arguments);
  }

  private static List<String> command(
      int heapMegabytes, List<String> more, List<String> arguments) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-Xmx" + heapMegabytes + "m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dfile.encoding=UTF-8"));
    options.addAll(more);
    return Java.command(options, arguments);
  }
}
