package io.flowmeter.accounting.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * One person's credits after the facts up to a position. While there is debt nothing remains of any
 * grant.
 *
 * @param grants in the order in which they are drawn; an incremental fold may leave out grants of
 *     which nothing remains
 * @param spent all credits ever used, covered or not
 * @param removed all credits ever taken away by hand
 */
public record Ledger(
    List<Grant> grants, Credits debt, Credits spent, Credits removed, Position upTo) {

  public static final Ledger EMPTY =
      new Ledger(List.of(), Credits.NONE, Credits.NONE, Credits.NONE, Position.BEGINNING);

  public Ledger {
    grants = List.copyOf(grants);
  }

  public static Ledger of(
      Collection<Grant> grants, Credits debt, Credits spent, Credits removed, Position upTo) {
    return new Ledger(
        grants.stream().sorted(Grant.DRAW_ORDER).toList(), debt, spent, removed, upTo);
  }

  /** The ledger at a moment: the facts in order, without duplicates, and what expired since. */
  public static Ledger fold(Collection<? extends Fact> facts, Instant asOf) {
    return EMPTY.applyAll(facts).expireUntil(asOf);
  }

  /** The facts on top, in order and without duplicates; none of them may be late. */
  Ledger applyAll(Collection<? extends Fact> facts) {
    Ledger ledger = this;
    for (Fact fact : new TreeSet<>(facts)) {
      ledger = ledger.apply(fact);
    }
    return ledger;
  }

  /** Whether the fact belongs before something that is already folded in. */
  public boolean isLate(Fact fact) {
    return !fact.at().isAfter(upTo);
  }

  public Ledger apply(Fact fact) {
    if (isLate(fact)) throw new IllegalArgumentException("late: " + fact + " after " + upTo);
    Ledger current = expireUntil(fact.at().occurredAt());
    return switch (fact) {
      case Fact.Granted granted -> current.grant(Grant.of(granted), fact.at());
      case Fact.Used used -> current.use(used.credits(), fact.at());
      case Fact.Adjusted adjusted ->
          adjusted.isRaise()
              ? current.grant(Grant.of(adjusted), fact.at())
              : current.remove(adjusted.amount(), fact.at());
    };
  }

  public Ledger expireUntil(Instant moment) {
    if (!Position.startOf(moment).isAfter(upTo)) return this;
    if (grants.stream().noneMatch(grant -> grant.losesBy(moment))) {
      return new Ledger(grants, debt, spent, removed, Position.startOf(moment));
    }
    List<Grant> left =
        grants.stream().map(grant -> grant.losesBy(moment) ? grant.expire() : grant).toList();
    return new Ledger(left, debt, spent, removed, Position.startOf(moment));
  }

  /** Unexpired credits less the debt; negative when in debt. */
  public long balanceAt(Instant moment) {
    long left = 0;
    for (Grant grant : grants) {
      if (!grant.isExpiredAt(moment)) left = Math.addExact(left, grant.remaining().amount());
    }
    return Math.subtractExact(left, debt.amount());
  }

  private Ledger grant(Grant grant, Position at) {
    // A grant may already be over when it is granted; then it cannot pay a debt either.
    Grant usable = grant.isExpiredAt(at.occurredAt()) ? grant.expire() : grant;
    Credits repaid = usable.remaining().min(debt);
    List<Grant> all = new ArrayList<>(grants);
    all.add(usable.draw(repaid));
    return of(all, debt.minus(repaid), spent, removed, at);
  }

  private Ledger use(Credits credits, Position at) {
    return draw(credits, spent.plus(credits), removed, at);
  }

  // A use that comes to light later may leave less than was removed: then that is owed.
  private Ledger remove(Credits credits, Position at) {
    return draw(credits, spent, removed.plus(credits), at);
  }

  private Ledger draw(Credits credits, Credits newSpent, Credits newRemoved, Position at) {
    Credits owed = credits;
    List<Grant> left = new ArrayList<>(grants.size());
    for (Grant grant : grants) {
      Credits drawn = grant.remaining().min(owed);
      owed = owed.minus(drawn);
      left.add(drawn.isNone() ? grant : grant.draw(drawn));
    }
    return new Ledger(left, debt.plus(owed), newSpent, newRemoved, at);
  }
}
