package io.flowmeter.demo.prediction;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** What one prediction answers. A token is a word with the space before it, as a fair stand-in. */
record Answer(Flow flow, Question question, String text, UUID messageId, UUID executionId) {

  static Answer of(Flow flow, Question question, String text) {
    return new Answer(flow, question, text, UUID.randomUUID(), UUID.randomUUID());
  }

  List<String> tokens() {
    List<String> tokens = new ArrayList<>();
    for (int from = 0; from < text.length(); ) {
      int space = text.indexOf(' ', from + 1);
      int to = space < 0 ? text.length() : space;
      tokens.add(text.substring(from, to));
      from = to;
    }
    return tokens;
  }

  /** The body of an answer that is not streamed. */
  ObjectNode whole(AgentflowTrace trace) {
    ObjectNode body = Json.object().put("text", text);
    if (question.raw() != null) {
      body.set("question", question.raw());
    }
    body.put("chatId", question.chatId()).put("chatMessageId", messageId.toString());
    switch (flow) {
      case AGENTFLOW -> {
        body.put("executionId", executionId.toString());
        body.set("agentFlowExecutedData", trace.finished(false));
        body.put("sessionId", question.sessionId());
      }
      case CONVERSATION, PROTECTED ->
          body.put("isStreamValid", false)
              .put("sessionId", question.sessionId())
              .put("memoryType", "Buffer Memory");
      case WHOLE_ANSWER -> body.put("isStreamValid", false).put("sessionId", question.sessionId());
    }
    return body;
  }

  /** The data of a stream's `metadata` event. */
  ObjectNode metadata() {
    ObjectNode data =
        Json.object().put("chatId", question.chatId()).put("chatMessageId", messageId.toString());
    if (question.raw() != null) {
      data.set("question", question.raw());
    }
    data.put("sessionId", question.sessionId());
    return flow == Flow.AGENTFLOW ? data : data.put("memoryType", "Buffer Memory");
  }
}
