package io.flowmeter.torture.nemesis;

import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** What can be done to a part. */
enum Fault {
  /** SIGKILL, and nobody starts it for some seconds. */
  KILL(18, 0),
  /** SIGKILL; the launcher starts it at once. */
  CRASH(7, 0),
  /** SIGSTOP for some seconds: longer than leases and sessions last. */
  PAUSE(17, 0),
  /** SIGSTOP for less than a second: longer than a request takes. */
  STUTTER(20, 0),
  /** SIGSTOP for less than a tenth of a second. */
  HICCUP(0, 20),
  /** All connections to it are cut, and there are no new ones for some seconds. */
  CUT(12, 0),
  /** One of the connections to it is reset, in the middle of what it carries. */
  DROP(0, 70),
  /** Each packet to it and from it is late, for some seconds. */
  SLOW(6, 0),
  /** No packet comes through for some seconds, and nobody is told. */
  SILENT(6, 0),
  /** The disk that everything is written to is full, for some seconds. */
  FILL(3, 0),
  /** A consumer comes back to offsets that lie before what it has read. */
  REWIND(4, 0),
  /** Records are delivered once more, behind the newest. */
  REDELIVER(7, 10);

  private final int share;
  private final int briefShare;

  /**
   * @param share of the faults that last
   * @param briefShare of the faults that are over at once
   */
  Fault(int share, int briefShare) {
    this.share = share;
    this.briefShare = briefShare;
  }

  static Fault any(RandomGenerator random) {
    return any(random, fault -> fault.share);
  }

  static Fault anyBrief(RandomGenerator random) {
    return any(random, fault -> fault.briefShare);
  }

  private static Fault any(RandomGenerator random, ToIntFunction<Fault> share) {
    int dice = random.nextInt(Stream.of(values()).mapToInt(share).sum());
    for (Fault fault : values()) {
      dice -= share.applyAsInt(fault);
      if (dice < 0) return fault;
    }
    throw new IllegalStateException("the shares are their sum");
  }

  boolean ends() {
    return this == KILL || this == CRASH || this == REWIND;
  }

  /** Done to the way to the part, not to itself. */
  boolean isOfLink() {
    return this == CUT || this == SLOW || this == SILENT || this == DROP;
  }

  /** Whatever else is done to the part meanwhile, this does not undo it. */
  boolean isApart() {
    return this == DROP || this == REDELIVER;
  }
}
