package io.flowmeter.accounting.ledger;

/**
 * What a person can spend at one moment.
 *
 * @param balance unexpired credits less the debt
 * @param held reserved by open holds
 */
public record Funds(long balance, Credits held) {

  public long available() {
    return Math.subtractExact(balance, held.amount());
  }

  /** The credit check: all or nothing. */
  public HoldDecision hold(Credits price) {
    if (available() < price.amount()) return new HoldDecision.Insufficient(available());
    return new HoldDecision.Placed(new Funds(balance, held.plus(price)));
  }

  /** Gives back what a settled or expired hold had reserved. */
  public Funds release(Credits released) {
    return new Funds(balance, held.minus(released));
  }

  public sealed interface HoldDecision {
    record Placed(Funds after) implements HoldDecision {}

    record Insufficient(long available) implements HoldDecision {}
  }
}
