package io.flowmeter.proxy.upstream;

/** How a call of Flowise ended. */
public sealed interface Ending {
  /** Flowise said that it was done. */
  record Complete() implements Ending {}

  /**
   * @param detail for the log and, redacted, for the client
   */
  record Failed(Cause cause, String detail) implements Ending {}

  /** We stopped reading, for the reason that the watch was given. */
  record Stopped() implements Ending {}

  /** Who asked wanted no more of it. */
  record Enough() implements Ending {}

  enum Cause {
    /** No connection, or it broke before an answer began. */
    UNREACHABLE,
    /** An HTTP status that is no answer. */
    REFUSED,
    /** An {@code error} event: the flow failed. */
    REPORTED,
    NO_FIRST_BYTE,
    FELL_SILENT,
    TOOK_TOO_LONG,
    /** The stream ended without its end event. */
    CUT_OFF,
    /** An answer that is none of the forms that Flowise has. */
    UNREADABLE
  }
}
