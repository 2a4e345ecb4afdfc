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

  /** Whether posting these facts needs the person's whole history. */
  public static boolean needsHistory(Ledger ledger, Collection<? extends Fact> facts) {
    return facts.stream().anyMatch(ledger::isLate);
  }

  /**
   * Posts new facts.
   *
   * @param history all facts folded so far; only looked at when a new one is late
   * @param before with every grant of the person when a new fact is late, else at least the open
   *     ones
   */
  public static Posting post(
      Ledger before,
      Collection<? extends Fact> facts,
      Collection<? extends Fact> history,
      Supplier<UUID> ids) {
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
  private static Posting correct(
      Ledger before, List<Fact> late, Collection<? extends Fact> history) {
    List<Fact> all = new ArrayList<>(history);
    all.addAll(late);
    Ledger folded = Ledger.fold(all, before.upTo().occurredAt());
    Ledger corrected =
        new Ledger(
            folded.grants(),
            folded.debt(),
            folded.spent(),
            folded.removed(),
            max(folded.upTo(), before.upTo()));
    Position first = late.getFirst().at();
    return none(before).to(corrected, first.eventId(), Booking.Kind.CORRECTION, first.occurredAt());
  }

  private Posting to(Ledger next, UUID id, Booking.Kind kind, Instant occurredAt) {
    Booking booking = Booking.between(after, next, id, kind, occurredAt);
    List<Booking> all = new ArrayList<>(bookings);
    if (!booking.entries().isEmpty()) all.add(booking);
    return new Posting(before, next, all);
  }

  private static Position max(Position one, Position other) {
    return one.isAfter(other) ? one : other;
  }
}
