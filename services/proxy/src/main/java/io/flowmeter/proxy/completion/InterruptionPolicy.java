package io.flowmeter.proxy.completion;

/** What an interrupted completion costs. */
public enum InterruptionPolicy {
  FREE,
  /** The price if at least one token was delivered to the client, else nothing. */
  IF_DELIVERED,
  ALWAYS;

  Credits cost(Credits price, boolean delivered) {
    return switch (this) {
      case FREE -> Credits.NONE;
      case IF_DELIVERED -> delivered ? price : Credits.NONE;
      case ALWAYS -> price;
    };
  }
}
