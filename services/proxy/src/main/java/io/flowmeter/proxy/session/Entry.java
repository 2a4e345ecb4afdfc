package io.flowmeter.proxy.session;

/** What came of the wish to answer in a session. */
public sealed interface Entry {
  /**
   * Nobody else answers in it until it is left.
   *
   * @param server where its memory is
   */
  record Entered(String server) implements Entry {}

  /** It is somebody else's. */
  record Foreign() implements Entry {}

  /** Another answer is being made in it. */
  record Busy() implements Entry {}
}
