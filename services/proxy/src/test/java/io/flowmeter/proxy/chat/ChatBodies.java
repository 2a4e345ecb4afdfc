package io.flowmeter.proxy.chat;

import io.flowmeter.demo.prediction.Flow;
import tools.jackson.databind.node.JsonNodeFactory;

/** Bodies of chat requests. */
final class ChatBodies {
  private ChatBodies() {}

  static String ask(String question) {
    return ask(Flow.CONVERSATION, question, "");
  }

  static String ask(Flow flow, String question, String sessionId) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("question", question)
        .put("chatflow_id", flow.id())
        .put("sessionId", sessionId)
        .toString();
  }
}
