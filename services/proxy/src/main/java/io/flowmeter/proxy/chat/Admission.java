package io.flowmeter.proxy.chat;

import io.flowmeter.proxy.credit.Hold;
import io.flowmeter.proxy.journal.Recorded;
import io.flowmeter.proxy.upstream.UpstreamEvent;
import java.util.Optional;

/** What came of the wish for a completion. */
sealed interface Admission {
  /**
   * It is running.
   *
   * @param files the event that tells of the files that came with it; empty without any
   */
  record Admitted(Run run, Hold hold, Optional<UpstreamEvent> files) implements Admission {}

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
