package io.flowmeter.demo.script;

/** What goes wrong with an answer. */
public sealed interface Fault {

  /** Nothing. */
  record None() implements Fault {}

  /** An HTTP error instead of an answer. */
  record Status(int status, String message) implements Fault {}

  /**
   * The model fails: an `error` event after some tokens, or 500 where a whole answer was asked for.
   */
  record ModelFailure(int afterTokens, String message) implements Fault {
    /** Flowise's words for a model whose connection broke. */
    public static final String TERMINATED = "Error: predictionsServices.buildChatflow - terminated";
  }

  /** The connection ends without a word after some tokens, or in the middle of a whole answer. */
  record ConnectionCut(int afterTokens) implements Fault {}

  /** No byte of an answer, until released or until the demo's limit; then the connection ends. */
  record Hang() implements Fault {}

  /** A completion without a single token. */
  record Empty() implements Fault {}

  /** The bytes of a recording of a real Flowise, at once or when they once arrived. */
  record Replay(String recording, boolean atRecordedPace) implements Fault {}
}
