package io.flowmeter.proxy.upstream;

import java.util.List;
import java.util.UUID;

/**
 * A question to Flowise.
 *
 * @param sessionId Flowise's memory is kept under it; two calls with one id must not overlap
 * @param streaming whether the flow can stream: one that cannot may hang when it is asked to
 */
public record Ask(
    ChatflowId chatflow, String question, UUID sessionId, List<Turn> history, boolean streaming) {
  public Ask {
    history = List.copyOf(history);
  }

  /**
   * An earlier message that the client brings along.
   *
   * @param role {@code userMessage} or {@code apiMessage}
   */
  public record Turn(String role, String content) {}
}
