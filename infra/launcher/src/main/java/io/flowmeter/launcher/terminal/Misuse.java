package io.flowmeter.launcher.terminal;

/** A command line that makes no sense, though each of its words does; the message says why. */
public final class Misuse extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Misuse(String message) {
    super(message);
  }
}
