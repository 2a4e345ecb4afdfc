package io.flowmeter.torture.truth;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** One wish for a completion, however often it is sent. Its name is the question. */
public final class Chat {

  /** What the upstream is told to do, and what the person does. */
  public enum Kind {
    PLAIN(""),
    SLOW("\"tokenDelayMillis\":120"),
    MODEL_FAILS("\"fault\":\"model-failure\",\"afterTokens\":%d"),
    CUT("\"fault\":\"connection-cut\",\"afterTokens\":%d"),
    REFUSED("\"fault\":\"status\",\"status\":503"),
    EMPTY("\"fault\":\"empty\""),
    HANGS("\"fault\":\"hang\""),
    /** The person is gone after some events. */
    LEAVES("\"tokenDelayMillis\":60");

    private final String behaviour;

    Kind(String behaviour) {
      this.behaviour = behaviour;
    }

    /** Members of a behaviour of the demo; empty for its usual one. */
    public String behaviour(int afterTokens) {
      return behaviour.formatted(afterTokens);
    }
  }

  private final String name;
  private final Kind kind;
  private volatile boolean accepted;
  private volatile boolean answered;

  Chat(String name, Kind kind) {
    this.name = name;
    this.kind = kind;
  }

  public String name() {
    return name;
  }

  public Kind kind() {
    return kind;
  }

  /** Of its own, so that what is booked names it. */
  public String sessionId() {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** The proxy has begun to answer. */
  public boolean isAccepted() {
    return accepted;
  }

  public void accepted() {
    accepted = true;
  }

  /** The person has seen the whole answer and its end. */
  public boolean isAnswered() {
    return answered;
  }

  public void answered() {
    answered = true;
  }
}
