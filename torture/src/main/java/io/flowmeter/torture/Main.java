package io.flowmeter.torture;

import io.flowmeter.torture.platform.Platform;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/** Behind {@code ./flowmeter torture}. */
public final class Main {
  private static final int FAILED = 1;
  private static final int MISUSE = 2;

  private Main() {}

  public static void main(String[] args) throws Exception {
    Path root = Path.of(System.getProperty("flowmeter.root", "")).toAbsolutePath().normalize();
    Options options;
    try {
      options = Options.parse(root, args);
    } catch (IllegalArgumentException e) {
      System.out.println(e.getMessage());
      System.exit(MISUSE);
      return;
    }
    Summary summary = new Summary();
    try (Torture torture = Torture.on(root, options.data(), setting(options))) {
      long rounds = Math.max(1, Math.round(options.minutes() / options.roundMinutes()));
      Duration length = Duration.ofMillis((long) (options.minutes() * 60_000 / rounds));
      for (long seed = options.seed(); seed < options.seed() + rounds; seed++) {
        Summary round = new Summary();
        var truth = torture.round(seed, length);
        round.add(seed, truth);
        summary.add(seed, truth);
        System.out.println(round);
      }
    }
    System.out.println("== all rounds\n" + summary);
    System.exit(summary.isClean() ? 0 : FAILED);
  }

  private static Torture.Setting setting(Options options) {
    return new Torture.Setting(
        options.people(),
        options.killStores() ? Set.of() : Torture.DEVELOPMENT_STORES,
        options.briefPerMinute(),
        new Platform.Choice(
            options.portOffset(),
            options.instances(),
            Duration.ofSeconds(options.holdSeconds()),
            options.skew(),
            options.mongodb()),
        text ->
            System.out.println(
                LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS)
                    + "  "
                    + text));
  }
}
