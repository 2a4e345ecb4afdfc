package io.flowmeter.torture.truth;

/** Credits that somebody was to be given. Its name is its reason and its idempotency key. */
public final class Grant {
  private final String name;
  private final long credits;
  private volatile boolean acknowledged;

  Grant(String name, long credits) {
    this.name = name;
    this.credits = credits;
  }

  public String name() {
    return name;
  }

  public long credits() {
    return credits;
  }

  public boolean isAcknowledged() {
    return acknowledged;
  }

  public void acknowledged() {
    acknowledged = true;
  }
}
