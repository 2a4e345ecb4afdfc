package io.flowmeter.accounting.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What a ledger is folded from again: its state at an earlier point, and all facts since. Uses
 * between which nothing else happened may stand as one, the sum at the place of the last: drawing
 * twice is drawing the sum.
 *
 * @param from may leave out grants of which nothing was left then
 */
public record History(Ledger from, List<Fact> since) {
  public static final History NONE = new History(Ledger.EMPTY, List.of());

  public History {
    since = List.copyOf(since);
  }

  /** From the very first fact. */
  public static History of(Collection<? extends Fact> facts) {
    return new History(Ledger.EMPTY, List.copyOf(facts));
  }

  /** The state at a moment. */
  public Ledger at(Instant moment) {
    return from.applyAll(since).expireUntil(moment);
  }

  /** The state just before a position. */
  public Ledger before(Position position) {
    return from.applyAll(since.stream().filter(fact -> position.isAfter(fact.at())).toList());
  }

  /**
   * What the ledger is when the late facts were there all along.
   *
   * @param now the ledger without them, with all its grants
   */
  Ledger correct(Ledger now, Collection<? extends Fact> late) {
    List<Fact> all = new ArrayList<>(since);
    all.addAll(late);
    Instant asOf = now.upTo().occurredAt();
    Ledger folded = from.applyAll(all).expireUntil(asOf);
    return Ledger.of(
        withUsedUp(folded.grants(), now.grants()),
        folded.debt(),
        folded.spent(),
        folded.removed(),
        now.upTo());
  }

  // What was used up before the point that was folded from cannot have changed since.
  private static List<Grant> withUsedUp(List<Grant> folded, List<Grant> all) {
    Set<UUID> known = new HashSet<>();
    folded.forEach(grant -> known.add(grant.allocationId()));
    List<Grant> complete = new ArrayList<>(folded);
    all.stream().filter(grant -> !known.contains(grant.allocationId())).forEach(complete::add);
    return complete;
  }
}
