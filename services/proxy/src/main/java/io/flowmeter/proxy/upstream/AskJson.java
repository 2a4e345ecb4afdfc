package io.flowmeter.proxy.upstream;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The body of Flowise's prediction call. */
final class AskJson {
  private AskJson() {}

  static String of(Ask ask) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("question", ask.question());
    if (ask.streaming()) body.put("streaming", true);
    body.put("chatId", ask.sessionId().toString());
    body.putObject("overrideConfig").put("sessionId", ask.sessionId().toString());
    if (!ask.history().isEmpty()) {
      ArrayNode history = body.putArray("history");
      for (Ask.Turn turn : ask.history()) {
        history.addObject().put("role", turn.role()).put("content", turn.content());
      }
    }
    return body.toString();
  }
}
