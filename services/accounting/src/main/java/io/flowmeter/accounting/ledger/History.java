package io.flowmeter.accounting.ledger;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
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

  /** The same with facts that come to light later. */
  public History with(Collection<? extends Fact> late) {
    List<Fact> all = new ArrayList<>(since);
    all.addAll(late);
    return new History(from, all);
  }

  /** The state at a moment. */
  public Ledger at(Instant moment) {
    return from.applyAll(since).expireUntil(moment);
  }

  /** The states after the facts up to each of these positions, which are in order. */
  public List<Ledger> states(List<Position> upTo) {
    List<Ledger> states = new ArrayList<>();
    Queue<Fact> left = new ArrayDeque<>(new TreeSet<>(since));
    Ledger ledger = from;
    for (Position position : upTo) {
      while (!left.isEmpty() && !left.element().at().isAfter(position)) {
        ledger = ledger.apply(left.remove());
      }
      states.add(ledger);
    }
    return states;
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
    Ledger folded = with(late).at(now.upTo().occurredAt());
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
