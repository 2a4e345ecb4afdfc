package io.flowmeter.proxy.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The answer of a flow that does not stream, told as the events that a stream would have had. */
final class JsonAnswer {
  private static final Set<String> EVENTS =
      Set.of(
          "sourceDocuments",
          "usedTools",
          "artifacts",
          "fileAnnotations",
          "agentReasoning",
          "agentFlowExecutedData");
  private static final Set<String> METADATA =
      Set.of(
          "chatId",
          "chatMessageId",
          "question",
          "sessionId",
          "memoryType",
          "executionId",
          "followUpPrompts");

  private JsonAnswer() {}

  static List<UpstreamEvent> events(JsonNode answer) {
    var events = new ArrayList<UpstreamEvent>();
    String text = text(answer);
    if (!text.isEmpty()) events.add(UpstreamEvent.of("token", text));
    ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    for (var field : answer.properties()) {
      if (EVENTS.contains(field.getKey()) && !field.getValue().isNull()) {
        events.add(UpstreamEvent.of(field.getKey(), field.getValue()));
      }
      if (METADATA.contains(field.getKey())) metadata.set(field.getKey(), field.getValue());
    }
    events.add(UpstreamEvent.of("metadata", metadata));
    return events;
  }

  private static String text(JsonNode answer) {
    JsonNode text = answer.has("text") ? answer.path("text") : answer.path("json");
    if (text.isString()) return text.stringValue();
    return text.isContainer() ? text.toString() : "";
  }
}
