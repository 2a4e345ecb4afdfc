package io.flowmeter.proxy.upstream;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * A question to Flowise.
 *
 * @param sessionId Flowise's memory is kept under it; two calls with one id must not overlap
 * @param streaming whether the flow can stream: one that cannot may hang when it is asked to
 * @param override settings of the flow for this question only
 * @param server the name of the one that keeps the session's memory
 */
public record Ask(
    ChatflowId chatflow,
    String question,
    UUID sessionId,
    List<Turn> history,
    boolean streaming,
    Map<String, JsonNode> override,
    List<Upload> uploads,
    String server) {
  public Ask {
    history = List.copyOf(history);
    override = Map.copyOf(override);
    uploads = List.copyOf(uploads);
  }

  /** A question alone. */
  public Ask(
      ChatflowId chatflow, String question, UUID sessionId, List<Turn> history, boolean streaming) {
    this(chatflow, question, sessionId, history, streaming, Map.of(), List.of(), "");
  }

  /**
   * A file, or the address of one.
   *
   * @param data a data URL or an address
   */
  public record Upload(String data, String type, String name, String mime) {}

  /**
   * An earlier message that the client brings along.
   *
   * @param role {@code userMessage} or {@code apiMessage}
   */
  public record Turn(String role, String content) {}
}
