package io.flowmeter.launcher;

import io.flowmeter.embedded.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where one platform keeps its state: {@code .flowmeter/} or what {@code --data} names. */
record Home(Path directory) {

  static final String USUAL = ".flowmeter";
  static final String LAUNCHER = "launcher";

  void create() throws IOException {
    Directories.createPrivate(directory);
    Files.createDirectories(run());
    Files.createDirectories(logs());
  }

  Path run() {
    return directory.resolve("run");
  }

  Path logs() {
    return directory.resolve("logs");
  }

  Path data(String component) {
    return directory.resolve("data").resolve(component);
  }

  Path temporary(String component) {
    return directory.resolve("tmp").resolve(component);
  }

  Path log(String component) {
    return logs().resolve(component + ".log");
  }

  Path pidFile(String component) {
    return run().resolve(component + ".pid");
  }

  /** Where another {@code ./flowmeter} leaves what it wants from the one that is up. */
  Path request(String component) {
    return run().resolve(component + ".request");
  }

  Path lock() {
    return run().resolve("lock");
  }

  Path secrets() {
    return directory.resolve("secrets.properties");
  }

  /** What {@code status} needs to know about the platform that was last up. */
  Path settings() {
    return run().resolve("settings.properties");
  }
}
