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
    ObjectNode override = body.putObject("overrideConfig");
    ask.override().forEach(override::set);
    override.put("sessionId", ask.sessionId().toString());
    if (!ask.history().isEmpty()) {
      ArrayNode history = body.putArray("history");
      for (Ask.Turn turn : ask.history()) {
        history.addObject().put("role", turn.role()).put("content", turn.content());
      }
    }
    if (!ask.uploads().isEmpty()) {
      ArrayNode uploads = body.putArray("uploads");
      for (Ask.Upload upload : ask.uploads()) {
        uploads
            .addObject()
            .put("data", upload.data())
            .put("type", upload.type())
            .put("name", upload.name())
            .put("mime", upload.mime());
      }
    }
    return body.toString();
  }
}
