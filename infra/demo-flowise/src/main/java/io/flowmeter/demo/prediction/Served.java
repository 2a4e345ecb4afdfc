package io.flowmeter.demo.prediction;

import java.util.Map;

/**
 * One prediction that reached the demo: the ground truth that bills are compared with.
 *
 * @param tokensSent how many tokens the client was sent, or would have been had it stayed
 * @param clientGone true when the client left before the end
 * @param overlapped true when the session already had an answer under way, which a real Flowise
 *     mixes up
 */
public record Served(
    long id,
    String flowId,
    String chatId,
    String sessionId,
    String question,
    boolean streaming,
    State state,
    int tokensSent,
    int inputTokens,
    int outputTokens,
    String text,
    boolean clientGone,
    boolean overlapped,
    Map<String, String> headers,
    String body) {

  /** How far a prediction came. */
  public enum State {
    RUNNING,
    PAUSED,
    COMPLETED,
    FAILED,
    CUT,
    UNANSWERED
  }

  public boolean completed() {
    return state == State.COMPLETED;
  }
}
