package io.flowmeter.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody asked {@code ./flowmeter} to do. {@code data} is where the platform keeps its
 * state.
 */
sealed interface Command {

  record Help() implements Command {}

  /** Without {@code services}, only what they need is started, for services run elsewhere. */
  record Up(Path data, int portOffset, Optional<Flowise> flowise, boolean services)
      implements Command {}

  record Down(Path data) implements Command {}

  record Status(Path data) implements Command {}

  record Logs(Path data, Optional<String> name) implements Command {}

  /** Prints what a topic holds now. */
  record Events(Path data, String topic) implements Command {}

  /** Asks the accounting service about its ledger. */
  record Ledger(Path data, List<String> words, Map<String, String> options) implements Command {}

  record Start(Path data, String name) implements Command {}

  /** {@code atOnce} gives the process no chance to finish anything. */
  record Stop(Path data, String name, boolean atOnce) implements Command {}

  /** A Flowise to use instead of the demo one. Kept in memory only. */
  record Flowise(String url, String key) {
    @Override
    public String toString() {
      return url;
    }
  }
}
