package io.flowmeter.launcher.terminal;

/** How a command ends. A script can rely on these. */
public final class ExitCode {
  public static final int OK = 0;

  /** Something of what was asked for failed; what, was said. */
  public static final int FAILED = 1;

  /** The command line makes no sense. */
  public static final int MISUSE = 2;

  /** Nothing was done: no platform answers, or it refuses. */
  public static final int REFUSED = 3;

  private ExitCode() {}
}
