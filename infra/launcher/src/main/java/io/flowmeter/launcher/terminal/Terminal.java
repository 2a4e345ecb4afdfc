package io.flowmeter.launcher.terminal;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a person sees. Output that nobody can see any more is dropped without complaint. */
public final class Terminal {
  private static final int BAR_CELLS = 30;
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final PrintStream err;
  private final boolean interactive;
  private boolean barShown;

  private Terminal(PrintStream out, PrintStream err, boolean interactive) {
    this.out = out;
    this.err = err;
    this.interactive = interactive;
  }

  /** Where nobody looks while it goes on: without progress bars. */
  public Terminal(PrintStream out) {
    this(out, out, false);
  }

  /** Where somebody can be asked; empty where output or input goes elsewhere. */
  public static Optional<Console> console() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }

  /**
   * What is typed without being shown, or the first line of what is given instead of a terminal.
   *
   * @throws Misuse if there is nothing
   */
  public static String secret(String question) {
    Optional<Console> console = console();
    String given;
    try {
      given =
          console.isPresent()
              ? typed(console.get(), question)
              : new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                  .readLine();
    } catch (IOException e) {
      throw new Misuse("the input cannot be read: " + e.getMessage());
    }
    if (given == null || given.isEmpty()) throw new Misuse("no password was given");
    return given;
  }

  private static @Nullable String typed(Console console, String question) {
    char[] typed = console.readPassword("%s", question);
    return typed == null ? null : new String(typed);
  }

  public static Terminal ofProcess() {
    return new Terminal(System.out, System.err, console().isPresent());
  }

  public synchronized void say(String line) {
    eraseBar();
    out.println(line);
    out.flush();
  }

  /** Beside the output, so that it is seen where that goes into a file. */
  public synchronized void complain(String line) {
    eraseBar();
    out.flush();
    err.println(line);
    err.flush();
  }

  /** Of one part of the platform. */
  public void progress(String part, String what) {
    say("  %-13s %s".formatted(part, what));
  }

  /** Draws how far something is, on a terminal only; the next line takes its place. */
  public synchronized void bar(String what, long done, long total) {
    if (!interactive || total <= 0) return;
    int full = (int) (BAR_CELLS * Math.min(done, total) / total);
    err.print(
        "%s  %s [%s%s] %,d of %,d"
            .formatted(
                ERASE_LINE, what, "#".repeat(full), ".".repeat(BAR_CELLS - full), done, total));
    err.flush();
    barShown = true;
  }

  public static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }

  private void eraseBar() {
    if (!barShown) return;
    err.print(ERASE_LINE);
    err.flush();
    barShown = false;
  }
}
