package io.flowmeter.torture;

import io.flowmeter.torture.nemesis.Nemesis;
import io.flowmeter.torture.platform.Mailbox;
import io.flowmeter.torture.platform.Platform;
import io.flowmeter.torture.traffic.Administrator;
import io.flowmeter.torture.traffic.Traffic;
import io.flowmeter.torture.truth.Truth;
import io.flowmeter.torture.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A platform, and rounds of traffic and faults on it, each of which ends with a verdict. */
public final class Torture implements AutoCloseable {
  /** The embedded store may lose what it has just acknowledged when it is killed. */
  public static final Set<String> DEVELOPMENT_STORES = Set.of("mongo-auth", "mongo-proxy");

  private final Setting setting;
  private final Platform platform;
  private final Administrator administrator;
  private int rounds;

  /**
   * @param people at a time
   * @param neverKilled parts that are only paused
   * @param briefPerMinute faults that are over at once, beside those that last
   */
  public record Setting(
      int people,
      Set<String> neverKilled,
      int briefPerMinute,
      Platform.Choice platform,
      Consumer<String> progress) {}

  private Torture(Setting setting, Platform platform) {
    this.setting = setting;
    this.platform = platform;
    this.administrator = Administrator.of(platform);
  }

  /** Starts a platform on a directory that must be empty, or from an earlier torture. */
  public static Torture on(Path root, Path data, Setting setting)
      throws IOException, InterruptedException {
    return new Torture(setting, Platform.start(root, data, setting.platform()));
  }

  public Truth round(long seed, Duration length) throws InterruptedException {
    String names = "r%dx%dp".formatted(Math.abs(seed), ++rounds);
    Truth truth = new Truth();
    Mailbox mailbox = platform.mailbox();
    platform.upstream().reset();
    Traffic traffic = new Traffic(platform, administrator, mailbox, truth, names, seed);
    Nemesis nemesis =
        new Nemesis(platform, truth, setting.neverKilled(), setting.briefPerMinute(), seed);
    say("round %d, seed %d: %d s of faults".formatted(rounds, seed, length.toSeconds()));
    traffic.start(setting.people());
    nemesis.start();
    TimeUnit.MILLISECONDS.sleep(length.toMillis());
    nemesis.stop();
    say("healing");
    platform.heal();
    traffic.stop();
    say("waiting until all is quiet");
    Verdict verdict = new Verdict(platform, truth, mailbox);
    verdict.awaitQuiet(setting.platform().holdLifetime());
    say("judging");
    verdict.judge(administrator.logIn());
    return truth;
  }

  private void say(String text) {
    setting.progress().accept(text);
  }

  @Override
  public void close() {
    platform.close();
  }
}
