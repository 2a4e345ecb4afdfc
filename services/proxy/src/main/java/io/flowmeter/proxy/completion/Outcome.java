package io.flowmeter.proxy.completion;

import java.util.Locale;

/** How a completion ended. */
public enum Outcome {
  SUCCEEDED,
  /** Flowise said that it was done, and had said nothing. */
  EMPTY,
  UPSTREAM_FAILED,
  /** We did not hear the end: killed, or the person left and the answer took too long. */
  INTERRUPTED,
  /** Ended by us when its hold was used up. */
  CREDIT_LIMIT;

  /** As it is stored. */
  public String stored() {
    return name().toLowerCase(Locale.ROOT);
  }
}
