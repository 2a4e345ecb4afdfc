package io.flowmeter.torture.nemesis;

import io.flowmeter.torture.platform.Link;
import io.flowmeter.torture.platform.Platform;
import io.flowmeter.torture.platform.Topics;
import io.flowmeter.torture.truth.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator.SplittableGenerator;
import java.util.random.RandomGeneratorFactory;

/** Breaks things, some at the same time, and mends each after a while. */
public final class Nemesis {
  /** A restart takes a small machine's whole strength; what is only held up costs nothing. */
  private static final int RESTARTS_AT_ONCE = 1;

  private static final int DISTURBANCES_AT_ONCE = 2;

  /** More than are ever under way, unless the broker is away, whom some of them ask. */
  private static final int TEASES_AT_ONCE = 20;

  private static final int MILLIS_PER_MINUTE = 60_000;
  private static final int MAX_PEACE_MILLIS = 2_500;
  private static final int MAX_OUTAGE_MILLIS = 8_000;
  private static final int MIN_PAUSE_MILLIS = 1_000;
  private static final int MAX_PAUSE_MILLIS = 10_000;
  private static final int MIN_STUTTER_MILLIS = 20;
  private static final int MAX_STUTTER_MILLIS = 900;
  private static final int MAX_HICCUP_MILLIS = 100;
  private static final int MAX_REWOUND_RECORDS = 200;
  private static final int REWIND_TRIES = 15;

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

  private static final String DISK = "disk";

  private static final Map<String, String> GROUPS =
      Map.of(
          "auth", "auth-service",
          "accounting", "accounting-service",
          "proxy", "flowise-proxy");

  private static final List<String> REPEATED = List.of(Topics.USAGE, Topics.CREDITS, Topics.USERS);

  private final Platform platform;
  private final Truth truth;
  private final Set<String> neverKilled;
  private final int briefPerMinute;
  private final SplittableGenerator random;
  private final Semaphore restarts = new Semaphore(RESTARTS_AT_ONCE);
  private final Semaphore disturbances = new Semaphore(DISTURBANCES_AT_ONCE);
  private final Semaphore teases = new Semaphore(TEASES_AT_ONCE);
  private final Set<String> victims = ConcurrentHashMap.newKeySet();
  private final List<Thread> moods = new ArrayList<>();
  private final Queue<Thread> work = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  /**
   * @param neverKilled parts that may lose what they acknowledged when they are killed
   * @param briefPerMinute faults that are over at once, about; 0 for none
   */
  public Nemesis(
      Platform platform, Truth truth, Set<String> neverKilled, int briefPerMinute, long seed) {
    this.platform = platform;
    this.truth = truth;
    this.neverKilled = Set.copyOf(neverKilled);
    this.briefPerMinute = briefPerMinute;
    this.random = RandomGeneratorFactory.<SplittableGenerator>of("L64X128MixRandom").create(seed);
  }

  public void start() {
    SplittableGenerator raging = random.split();
    SplittableGenerator teasing = random.split();
    moods.add(Thread.startVirtualThread(() -> rage(raging)));
    if (briefPerMinute > 0) moods.add(Thread.startVirtualThread(() -> tease(teasing)));
  }

  /** Returns when the last fault is mended. */
  public void stop() throws InterruptedException {
    over = true;
    for (Thread each : moods) each.join();
    for (Thread each : work) each.join();
  }

  /** What lasts, not much of it at a time. */
  private void rage(SplittableGenerator random) {
    try {
      while (!over) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(MAX_PEACE_MILLIS));
        SplittableGenerator own = random.split();
        Fault fault = Fault.any(own);
        send(fault, fault.ends() ? restarts : disturbances, own);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is over at once, often, whatever else is broken. */
  private void tease(SplittableGenerator random) {
    try {
      while (!over) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1 + 2 * MILLIS_PER_MINUTE / briefPerMinute));
        SplittableGenerator own = random.split();
        send(Fault.anyBrief(own), teases, own);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(Fault fault, Semaphore places, SplittableGenerator own) {
    String victim = victim(fault, own);
    if (over || !isPossible(fault, victim) || !places.tryAcquire()) return;
    if (fault.isApart() || victims.add(victim)) {
      work.add(Thread.startVirtualThread(() -> strike(fault, victim, places, own)));
    } else {
      places.release();
    }
  }

  /** A consumer comes back somewhere else only when none of its group is there. */
  private String victim(Fault fault, SplittableGenerator random) {
    if (fault == Fault.FILL) return DISK;
    String part = VICTIMS.get(random.nextInt(VICTIMS.size()));
    if (fault == Fault.REWIND || !GROUPS.containsKey(part)) return part;
    List<String> instances = platform.instances(part);
    return instances.get(random.nextInt(instances.size()));
  }

  private boolean isPossible(Fault fault, String victim) {
    if (fault == Fault.REWIND && !GROUPS.containsKey(victim)) return false;
    if (fault == Fault.FILL) return platform.disk().isOwn() && canAllBeEnded();
    if (fault.isOfLink()) return platform.link(victim).isPresent();
    if (!platform.isOurs(victim)) return false;
    return !fault.ends() || !neverKilled.contains(victim);
  }

  /** What cannot write may end, which is to lose what is not written yet. */
  private boolean canAllBeEnded() {
    return neverKilled.stream().noneMatch(platform::isOurs);
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
      if (!fault.isApart()) victims.remove(victim);
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
      case HICCUP -> pause(fault, victim, own.nextInt(1, MAX_HICCUP_MILLIS));
      case CUT -> disturb(fault, victim, Link.State.CUT, own);
      case SLOW -> disturb(fault, victim, Link.State.SLOW, own);
      case SILENT -> disturb(fault, victim, Link.State.SILENT, own);
      case DROP -> {
        if (platform.link(victim).orElseThrow().drop(own)) begins(fault, victim);
      }
      case FILL -> fill(fault, own);
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

  private void fill(Fault fault, SplittableGenerator own) throws InterruptedException {
    begins(fault, DISK);
    platform.disk().fill();
    try {
      TimeUnit.MILLISECONDS.sleep(own.nextInt(MIN_PAUSE_MILLIS, MAX_PAUSE_MILLIS));
    } finally {
      platform.disk().release();
      ends(DISK, "has room again");
    }
  }

  private void begins(Fault fault, String victim) {
    truth.fault(fault + " " + victim, fault + " " + victim);
  }

  private void ends(String victim, String how) {
    truth.note(Truth.NEMESIS, victim + " " + how);
  }
}
