package io.flowmeter.proxy.chat;

import io.flowmeter.proxy.credit.Hold;
import io.flowmeter.proxy.journal.Recorded;

/** What came of the wish for a completion. */
sealed interface Admission {
  /** It is running. */
  record Admitted(Run run, Hold hold) implements Admission {}

  /** It was made before, under the same idempotency key. */
  record Repeated(Recorded recorded) implements Admission {}

  enum Refused implements Admission {
    NO_ACCESS,
    UNKNOWN_CHATFLOW,
    UPSTREAM_UNREACHABLE,
    FOREIGN_SESSION,
    SESSION_BUSY,
    INSUFFICIENT_CREDITS,
    INACTIVE_ACCOUNT,
    ACCOUNTING_UNAVAILABLE,
    /** The same key came with another request before. */
    KEY_REUSED,
    /** The same key's request is being answered now. */
    KEY_IN_PROGRESS,
    TOO_MANY
  }
}
