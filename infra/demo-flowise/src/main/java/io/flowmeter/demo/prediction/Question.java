package io.flowmeter.demo.prediction;

import io.flowmeter.demo.http.Request;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The body of a prediction, as leniently read as Flowise reads it. */
record Question(@Nullable JsonNode raw, boolean streaming, String chatId, String sessionId) {

  static Question of(Request request) {
    JsonNode body = body(request);
    String chat = textAt(body.path("chatId"));
    String session = textAt(body.path("overrideConfig").path("sessionId"));
    String chatId = chat != null ? chat : session != null ? session : UUID.randomUUID().toString();
    JsonNode streaming = body.path("streaming");
    return new Question(
        body.has("question") ? body.get("question") : null,
        streaming.asString("").equals("true"),
        chatId,
        session != null ? session : chatId);
  }

  /** What the model is asked: JavaScript's word for a question that is not there. */
  String text() {
    if (raw == null) {
      return "undefined";
    }
    return raw.isString() ? raw.stringValue() : raw.toString();
  }

  private static JsonNode body(Request request) {
    String type = request.header("content-type");
    if (type == null || !type.startsWith("application/json") || request.body().isEmpty()) {
      return Json.object();
    }
    return Json.parse(request.body());
  }

  private static @Nullable String textAt(JsonNode node) {
    return node.isString() && !node.stringValue().isEmpty() ? node.stringValue() : null;
  }
}
