package io.flowmeter.launcher;

import io.flowmeter.embedded.Java;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How the parts that are Java programs are started. Ten of them share a small machine, so they are
 * made to start quickly and stay small: compiled once and lightly, with small heaps.
 */
record Jvm(Map<String, String> environment) {

  /**
   * Further options, after ours and therefore stronger, such as those for load that bench gives.
   */
  static final String MORE_OPTIONS = "FLOWMETER_JAVA_OPTIONS";

  List<String> command(int heapMegabytes, List<String> arguments) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-Xmx" + heapMegabytes + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // A quarter of a start's CPU went into compiling what hardly runs afterwards.
                "-XX:CompileThresholdScaling=4",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                // Writing a class archive is chatty about what does not fit in.
                "-Xlog:cds*=off",
                "-Xlog:aot*=off",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dfile.encoding=UTF-8"));
    String more = environment.getOrDefault(MORE_OPTIONS, "").strip();
    if (!more.isEmpty()) {
      options.addAll(List.of(more.split("\\s+", -1)));
    }
    return Java.command(options, arguments);
  }
}
