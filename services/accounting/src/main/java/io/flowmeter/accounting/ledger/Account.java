package io.flowmeter.accounting.ledger;

/** The accounts of the books. Over one person, and so over everybody, they sum to zero. */
public enum Account {
  /** Where granted credits come from; negative. Per grant. */
  GRANTED,
  /** What remains of a grant. Per grant. */
  CREDIT,
  /** What completions cost. */
  SPENT,
  /** What nobody used in time. Per grant. */
  EXPIRED,
  /** What was taken away by hand. */
  REMOVED,
  /** What was spent without being covered; negative while somebody owes. */
  DEBT
}
