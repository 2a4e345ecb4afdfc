package io.flowmeter.torture.nemesis;

import io.flowmeter.torture.platform.Link;
import io.flowmeter.torture.platform.Platform;
import io.flowmeter.torture.platform.Topics;
import io.flowmeter.torture.truth.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator.SplittableGenerator;
import java.util.random.RandomGeneratorFactory;

/** Breaks things, some at the same time, and mends each after a while. */
public final class Nemesis {
  /** A restart takes a small machine's whole strength; what is only held up costs nothing. */
  private static final int RESTARTS_AT_ONCE = 1;

  private static final int DISTURBANCES_AT_ONCE = 2;
  private static final int MAX_PEACE_MILLIS = 2_500;
  private static final int MAX_OUTAGE_MILLIS = 8_000;
  private static final int MIN_PAUSE_MILLIS = 1_000;
  private static final int MAX_PAUSE_MILLIS = 10_000;
  private static final int MIN_STUTTER_MILLIS = 20;
  private static final int MAX_STUTTER_MILLIS = 900;
  private static final int MAX_REWOUND_RECORDS = 200;
  private static final int REWIND_TRIES = 15;

  /** A fault may come this often in a hundred. */
  private static final Map<Fault, Integer> SHARES =
      Map.of(
          Fault.KILL, 18,
          Fault.CRASH, 7,
          Fault.PAUSE, 15,
          Fault.STUTTER, 22,
          Fault.CUT, 12,
          Fault.SLOW, 6,
          Fault.SILENT, 6,
          Fault.REWIND, 4,
          Fault.REDELIVER, 10);

  /** Services come in instances; who is named twice is chosen twice as often. */
  private static final List<String> VICTIMS =
      List.of(
          "auth",
          "accounting",
          "accounting",
          "proxy",
          "proxy",
          "kafka",
          "postgres",
          "mongo-auth",
          "mongo-proxy",
          "registry",
          "mail");

  private static final Map<String, String> GROUPS =
      Map.of(
          "auth", "auth-service",
          "accounting", "accounting-service",
          "proxy", "flowise-proxy");

  private static final List<String> REPEATED = List.of(Topics.USAGE, Topics.CREDITS, Topics.USERS);

  private final Platform platform;
  private final Truth truth;
  private final Set<String> neverKilled;
  private final SplittableGenerator random;
  private final Semaphore restarts = new Semaphore(RESTARTS_AT_ONCE);
  private final Semaphore disturbances = new Semaphore(DISTURBANCES_AT_ONCE);
  private final Set<String> victims = ConcurrentHashMap.newKeySet();
  private final List<Thread> work = new ArrayList<>();
  private volatile boolean over;

  /**
   * @param neverKilled parts that may lose what they acknowledged when they are killed
   */
  public Nemesis(Platform platform, Truth truth, Set<String> neverKilled, long seed) {
    this.platform = platform;
    this.truth = truth;
    this.neverKilled = Set.copyOf(neverKilled);
    this.random = RandomGeneratorFactory.<SplittableGenerator>of("L64X128MixRandom").create(seed);
  }

  public void start() {
    work.add(Thread.startVirtualThread(this::rage));
  }

  /** Returns when the last fault is mended. */
  public void stop() throws InterruptedException {
    over = true;
    work.getFirst().join();
    for (Thread each : work) each.join();
  }

  private void rage() {
    try {
      while (!over) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(MAX_PEACE_MILLIS));
        SplittableGenerator own = random.split();
        Fault fault = choose(own);
        String victim = victim(fault, own);
        Semaphore places = fault.ends() ? restarts : disturbances;
        if (over || !isPossible(fault, victim) || !places.tryAcquire()) continue;
        if (victims.add(victim)) {
          work.add(Thread.startVirtualThread(() -> strike(fault, victim, places, own)));
        } else {
          places.release();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A consumer comes back somewhere else only when none of its group is there. */
  private String victim(Fault fault, SplittableGenerator random) {
    String part = VICTIMS.get(random.nextInt(VICTIMS.size()));
    if (fault == Fault.REWIND || !GROUPS.containsKey(part)) return part;
    List<String> instances = platform.instances(part);
    return instances.get(random.nextInt(instances.size()));
  }

  private static Fault choose(SplittableGenerator random) {
    int dice = random.nextInt(100);
    for (Fault fault : Fault.values()) {
      dice -= SHARES.getOrDefault(fault, 0);
      if (dice < 0) return fault;
    }
    return Fault.STUTTER;
  }

  private boolean isPossible(Fault fault, String victim) {
    if (fault == Fault.REWIND && !GROUPS.containsKey(victim)) return false;
    if (fault.isOfLink() && platform.link(victim).isEmpty()) return false;
    return !fault.ends() || !neverKilled.contains(victim);
  }

  private void strike(Fault fault, String victim, Semaphore place, SplittableGenerator own) {
    try {
      inflict(fault, victim, own);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // The broker may be away, too; everything is healed in the end.
      truth.note(Truth.NEMESIS, "%s %s came to nothing: %s".formatted(fault, victim, e));
    } finally {
      victims.remove(victim);
      place.release();
    }
  }

  private void inflict(Fault fault, String victim, SplittableGenerator own)
      throws InterruptedException {
    switch (fault) {
      case KILL -> {
        begins(fault, victim);
        platform.kill(victim);
        TimeUnit.MILLISECONDS.sleep(own.nextInt(MAX_OUTAGE_MILLIS));
        ends(victim, platform.start(victim) ? "is up again" : "does not start");
      }
      case CRASH -> {
        begins(fault, victim);
        platform.crash(victim);
      }
      case PAUSE -> pause(fault, victim, own.nextInt(MIN_PAUSE_MILLIS, MAX_PAUSE_MILLIS));
      case STUTTER -> pause(fault, victim, own.nextInt(MIN_STUTTER_MILLIS, MAX_STUTTER_MILLIS));
      case CUT -> disturb(fault, victim, Link.State.CUT, own);
      case SLOW -> disturb(fault, victim, Link.State.SLOW, own);
      case SILENT -> disturb(fault, victim, Link.State.SILENT, own);
      case REWIND -> rewind(fault, victim, own);
      case REDELIVER -> {
        String topic = REPEATED.get(own.nextInt(REPEATED.size()));
        int records = platform.topics().redeliver(topic, own);
        truth.fault(fault + " " + topic, "%d records of %s once more".formatted(records, topic));
      }
    }
  }

  /**
   * The broker counts a killed consumer among its group for some seconds, and refuses until then.
   */
  private void rewind(Fault fault, String victim, SplittableGenerator own)
      throws InterruptedException {
    begins(fault, victim);
    platform.instances(victim).forEach(platform::kill);
    String group = GROUPS.getOrDefault(victim, "");
    int records = own.nextInt(MAX_REWOUND_RECORDS);
    boolean rewound = false;
    for (int tried = 0; tried < REWIND_TRIES && !rewound; tried++) {
      TimeUnit.SECONDS.sleep(1);
      rewound = platform.topics().rewind(group, records);
    }
    ends(victim, rewound ? "rewound by %d".formatted(records) : "could not be rewound");
    for (String each : platform.instances(victim)) {
      ends(each, platform.start(each) ? "is up again" : "does not start");
    }
  }

  private void pause(Fault fault, String victim, int millis) throws InterruptedException {
    begins(fault, victim);
    platform.pause(victim);
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } finally {
      platform.resume(victim);
      ends(victim, "goes on after %d ms".formatted(millis));
    }
  }

  private void disturb(Fault fault, String victim, Link.State state, SplittableGenerator own)
      throws InterruptedException {
    Link link = platform.link(victim).orElseThrow();
    begins(fault, victim);
    link.become(state);
    try {
      TimeUnit.MILLISECONDS.sleep(own.nextInt(MAX_PAUSE_MILLIS));
    } finally {
      link.become(Link.State.WELL);
      ends(victim, "can be reached again");
    }
  }

  private void begins(Fault fault, String victim) {
    truth.fault(fault + " " + victim, fault + " " + victim);
  }

  private void ends(String victim, String how) {
    truth.note(Truth.NEMESIS, victim + " " + how);
  }
}
