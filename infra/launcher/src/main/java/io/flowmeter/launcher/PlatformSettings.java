package io.flowmeter.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * What a later command must know of the platform that was last up. Never holds a Flowise key.
 *
 * @param instances of each service
 */
record PlatformSettings(int portOffset, int instances, boolean demoFlowise) {

  static PlatformSettings read(Path file) throws IOException {
    Properties values = new Properties();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        values.load(reader);
      }
    }
    return new PlatformSettings(
        Integer.parseInt(values.getProperty("port-offset", "0")),
        Integer.parseInt(values.getProperty("instances", "1")),
        Boolean.parseBoolean(values.getProperty("demo-flowise", "true")));
  }

  /** Stands for the Flowise that is used, where only the parts' names and ports matter. */
  Optional<Flowise> upstream() {
    return demoFlowise ? Optional.empty() : Optional.of(new Flowise("", ""));
  }

  void write(Path file) throws IOException {
    Files.writeString(
        file,
        "port-offset=%d%ninstances=%d%ndemo-flowise=%s%n"
            .formatted(portOffset, instances, demoFlowise));
  }
}
