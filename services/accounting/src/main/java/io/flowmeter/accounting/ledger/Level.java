package io.flowmeter.accounting.ledger;

/** How much is left, against the thresholds at which somebody is told. */
public enum Level {
  SUFFICIENT,
  LOW,
  EXHAUSTED;

  /**
   * @param lowBelow at this balance and above nobody needs to be told
   */
  public static Level of(long balance, Credits lowBelow) {
    if (balance <= 0) return EXHAUSTED;
    return balance < lowBelow.amount() ? LOW : SUFFICIENT;
  }
}
