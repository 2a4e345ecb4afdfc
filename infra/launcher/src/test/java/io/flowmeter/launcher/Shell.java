package io.flowmeter.launcher;

import io.flowmeter.launcher.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs commands as {@code ./flowmeter} does, and keeps what they say. */
public final class Shell {
  private final Path root;
  private final Map<String, String> environment;
  private final List<String> options;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  /**
   * @param options of every command
   */
  public Shell(Path root, String... options) {
    this(root, Map.of(), options);
  }

  public Shell(Path root, Map<String, String> environment, String... options) {
    this.root = root;
    this.environment = environment;
    this.options = List.of(options);
  }

  /** How it ended. */
  public int run(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(options);
    String[] given = all.toArray(String[]::new);
    said.reset();
    Terminal terminal = new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8));
    return new Flowmeter(root, environment, terminal).commandLine(given).execute(given);
  }

  /** Of the last command. */
  public String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
