package io.flowmeter.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** What one {@code ./flowmeter} asks of the one that is up: a word in a file, taken once. */
final class Requests {

  static final String START = "start";
  static final String STOP = "stop";
  static final String KILL = "kill";
  static final String DOWN = "down";

  private Requests() {}

  static void leave(Path file, String request) throws IOException {
    Path incomplete = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(incomplete, request);
    Files.move(incomplete, file, StandardCopyOption.ATOMIC_MOVE);
  }

  static Optional<String> take(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      String request = Files.readString(file);
      Files.delete(file);
      return Optional.of(request);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
