package io.flowmeter.accounting.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;

/** A ledger before and after new facts, and the bookings that lead from one to the other. */
public record Posting(Ledger before, Ledger after, List<Booking> bookings) {

  public Posting {
    bookings = List.copyOf(bookings);
  }

  public static Posting none(Ledger ledger) {
    return new Posting(ledger, ledger, List.of());
  }

  /**
   * Posts new facts.
   *
   * @param history what was folded so far, from before the first late fact at the latest; only
   *     looked at when a new one is late
   * @param before with every grant of the person when a new fact is late, else at least the open
   *     ones
   */
  public static Posting post(
      Ledger before, Collection<? extends Fact> facts, History history, Supplier<UUID> ids) {
    SortedSet<Fact> fresh = new TreeSet<>(facts);
    List<Fact> late = fresh.stream().filter(before::isLate).toList();
    Posting posting = late.isEmpty() ? none(before) : correct(before, late, history);
    for (Fact fact : fresh.stream().filter(fact -> !before.isLate(fact)).toList()) {
      posting = posting.expire(fact.at().occurredAt(), ids).add(fact);
    }
    return posting;
  }

  /** Books what has expired by now. */
  public Posting expire(Instant moment, Supplier<UUID> ids) {
    Ledger expired = after.expireUntil(moment);
    if (expired.grants().equals(after.grants())) return new Posting(before, expired, bookings);
    return to(expired, ids.get(), Booking.Kind.EXPIRY, moment);
  }

  private Posting add(Fact fact) {
    Booking.Kind kind =
        switch (fact) {
          case Fact.Granted _ -> Booking.Kind.ALLOCATION;
          case Fact.Used _ -> Booking.Kind.USAGE;
          case Fact.Adjusted _ -> Booking.Kind.ADJUSTMENT;
        };
    return to(after.apply(fact), fact.at().eventId(), kind, fact.at().occurredAt());
  }

  // One booking for all late facts of one posting: what they did to each other is in no order of
  // time.
  private static Posting correct(Ledger before, List<Fact> late, History history) {
    Position first = late.getFirst().at();
    return none(before)
        .to(
            history.correct(before, late),
            first.eventId(),
            Booking.Kind.CORRECTION,
            first.occurredAt());
  }

  /** Goes to another ledger, with one correction of all that was ever booked. */
  public Posting restate(
      Ledger ledger, Collection<Entry> booked, Supplier<UUID> ids, Instant moment) {
    Booking correction = Booking.correcting(booked, ledger, ids.get(), moment);
    List<Booking> all = new ArrayList<>(bookings);
    if (!correction.entries().isEmpty()) all.add(correction);
    return new Posting(before, ledger, all);
  }

  private Posting to(Ledger next, UUID id, Booking.Kind kind, Instant occurredAt) {
    Booking booking = Booking.between(after, next, id, kind, occurredAt);
    List<Booking> all = new ArrayList<>(bookings);
    if (!booking.entries().isEmpty()) all.add(booking);
    return new Posting(before, next, all);
  }
}
