package io.flowmeter.accounting.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Facts in the words of the business: days after a first day, small numbers as ids. */
final class Moments {

  static final Instant DAY_0 = Instant.parse("2026-01-01T00:00:00Z");

  private Moments() {}

  static Instant day(int day) {
    return DAY_0.plus(Duration.ofDays(day));
  }

  static UUID id(long number) {
    return new UUID(0, number);
  }

  static Position on(int day, long event) {
    return new Position(day(day), id(event));
  }

  static Fact.Granted granted(int day, long event, long credits) {
    return new Fact.Granted(on(day, event), id(event), Credits.of(credits), 100, null);
  }

  static Fact.Granted granted(int day, long event, long credits, int lastsDays) {
    return new Fact.Granted(
        on(day, event), id(event), Credits.of(credits), 100, day(day + lastsDays));
  }

  static Fact.Granted granted(Fact.Granted fact, int priority) {
    return new Fact.Granted(
        fact.at(), fact.allocationId(), fact.credits(), priority, fact.expiresAt());
  }

  static Fact.Used used(int day, long event, long credits) {
    return new Fact.Used(on(day, event), Credits.of(credits));
  }

  static Fact.Adjusted adjusted(int day, long event, long credits) {
    return new Fact.Adjusted(on(day, event), id(event), credits, null);
  }
}
