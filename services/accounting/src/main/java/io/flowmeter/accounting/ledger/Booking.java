package io.flowmeter.accounting.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A balanced set of entries: what one cause moved between the accounts. */
public record Booking(UUID id, Kind kind, Instant occurredAt, List<Entry> entries) {

  public enum Kind {
    ALLOCATION,
    USAGE,
    ADJUSTMENT,
    EXPIRY,
    /** A late fact changed what later facts had drawn from. */
    CORRECTION
  }

  public Booking {
    entries = List.copyOf(entries);
    long sum = entries.stream().mapToLong(Entry::amount).reduce(0, Math::addExact);
    if (sum != 0) throw new IllegalArgumentException("booking " + id + " sums to " + sum);
  }

  /** What moved between two ledgers of one person. */
  static Booking between(Ledger before, Ledger after, UUID id, Kind kind, Instant occurredAt) {
    Map<UUID, Grant> known = new HashMap<>();
    before.grants().forEach(grant -> known.put(grant.allocationId(), grant));
    List<Entry> entries = new ArrayList<>();
    for (Grant grant : after.grants()) {
      Grant was = known.get(grant.allocationId());
      UUID of = grant.allocationId();
      add(entries, Account.GRANTED, of, was == null ? -grant.total().amount() : 0);
      add(
          entries,
          Account.CREDIT,
          of,
          moved(was == null ? null : was.remaining(), grant.remaining()));
      add(entries, Account.EXPIRED, of, moved(was == null ? null : was.expired(), grant.expired()));
    }
    add(entries, Account.SPENT, null, moved(before.spent(), after.spent()));
    add(entries, Account.REMOVED, null, moved(before.removed(), after.removed()));
    add(entries, Account.DEBT, null, -moved(before.debt(), after.debt()));
    return new Booking(id, kind, occurredAt, entries);
  }

  /** From what was booked in all to what a ledger says. */
  static Booking correcting(Collection<Entry> booked, Ledger ledger, UUID id, Instant occurredAt) {
    record Place(Account account, @Nullable UUID of) {}
    Map<Place, Long> lacking = new HashMap<>();
    between(Ledger.EMPTY, ledger, id, Kind.CORRECTION, occurredAt)
        .entries()
        .forEach(e -> lacking.put(new Place(e.account(), e.allocationId()), e.amount()));
    booked.forEach(
        e -> lacking.merge(new Place(e.account(), e.allocationId()), -e.amount(), Math::addExact));
    List<Entry> entries = new ArrayList<>();
    lacking.forEach((place, amount) -> add(entries, place.account(), place.of(), amount));
    return new Booking(id, Kind.CORRECTION, occurredAt, entries);
  }

  private static long moved(@Nullable Credits before, Credits after) {
    return after.amount() - (before == null ? 0 : before.amount());
  }

  private static void add(List<Entry> entries, Account account, @Nullable UUID of, long amount) {
    if (amount != 0) entries.add(new Entry(account, of, amount));
  }
}
