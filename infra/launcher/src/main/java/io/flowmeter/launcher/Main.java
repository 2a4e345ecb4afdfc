package io.flowmeter.launcher;

import io.flowmeter.launcher.terminal.Terminal;
import java.nio.file.Path;

/** Behind {@code ./flowmeter} and {@code flowmeter.cmd}. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    Path root = Path.of(System.getProperty("flowmeter.root", "")).toAbsolutePath().normalize();
    // A broker that is away is told once, in a sentence of ours.
    System.setProperty("flowmeter.log.kafka-clients", "OFF");
    Flowmeter flowmeter = new Flowmeter(root, System.getenv(), Terminal.ofProcess());
    System.exit(flowmeter.commandLine(args).execute(args));
  }
}
