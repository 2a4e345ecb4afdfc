package io.flowmeter.proxy.chatflow;

import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What of a flow's settings is meant for the person who chats; the rest names credentials. */
final class ChatbotConfig {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> PUBLIC =
      Set.of(
          "botMessage",
          "chatFeedback",
          "chatLinksInNewTab",
          "displayName",
          "footer",
          "fullFileUpload",
          "starterPrompts",
          "title",
          "welcomeMessage");

  private ChatbotConfig() {}

  static ObjectNode of(Document row) {
    ObjectNode visible = JsonNodeFactory.instance.objectNode();
    JsonNode config = parsed(row.getString("chatbot_config"));
    if (config == null) return visible;
    for (var field : config.properties()) {
      if (PUBLIC.contains(field.getKey())) visible.set(field.getKey(), field.getValue());
    }
    return visible;
  }

  /** JSON that Flowise keeps as text; null where there is none. */
  static @Nullable JsonNode parsed(@Nullable String text) {
    if (text == null || text.isBlank()) return null;
    try {
      return JSON.readTree(text);
    } catch (JacksonException notJson) {
      return null;
    }
  }
}
