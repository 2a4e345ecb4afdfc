package io.flowmeter.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The JVM that runs this code, for child processes. */
public final class Java {

  private Java() {}

  public static Path home() {
    return Path.of(System.getProperty("java.home"));
  }

  public static List<String> command(List<String> jvmOptions, List<String> arguments) {
    return Stream.of(
            Stream.of(home().resolve("bin").resolve("java").toString()),
            jvmOptions.stream(),
            arguments.stream())
        .flatMap(part -> part)
        .toList();
  }
}
