package io.flowmeter.torture.nemesis;

/** What can be done to a part. */
enum Fault {
  /** SIGKILL, and nobody starts it for some seconds. */
  KILL,
  /** SIGKILL; the launcher starts it at once. */
  CRASH,
  /** SIGSTOP for some seconds: longer than leases and sessions last. */
  PAUSE,
  /** SIGSTOP for less than a second: longer than a request takes. */
  STUTTER,
  /** All connections to it are cut, and there are no new ones for some seconds. */
  CUT,
  /** Each packet to it and from it is late, for some seconds. */
  SLOW,
  /** No packet comes through for some seconds, and nobody is told. */
  SILENT,
  /** A consumer comes back to offsets that lie before what it has read. */
  REWIND,
  /** Records are delivered once more, behind the newest. */
  REDELIVER;

  boolean ends() {
    return this == KILL || this == CRASH || this == REWIND;
  }

  /** Done to the way to the part, not to itself. */
  boolean isOfLink() {
    return this == CUT || this == SLOW || this == SILENT;
  }
}
