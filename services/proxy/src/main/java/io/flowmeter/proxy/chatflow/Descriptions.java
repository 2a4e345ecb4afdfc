package io.flowmeter.proxy.chatflow;

import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Date;
import java.util.Map;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Flowise's description of a flow as a row; graphs and settings stay the JSON text they are. */
final class Descriptions {
  private static final int MAX_CHARACTERS = 12_000_000;
  private static final Map<String, String> TEXTS =
      Map.of(
          "name", "name",
          "description", "description",
          "category", "category",
          "type", "type",
          "apikeyid", "api_key_id");
  private static final Map<String, String> JSON_TEXTS =
      Map.of(
          "flowData", "flow_data",
          "chatbotConfig", "chatbot_config",
          "apiConfig", "api_config",
          "analytic", "analytic_config",
          "speechToText", "speech_to_text_config");

  private Descriptions() {}

  /**
   * @throws IllegalArgumentException for what is no description of a flow
   */
  static Bson of(JsonNode flow) {
    if (!flow.path("name").isString()) throw new IllegalArgumentException("it has no name");
    var changes = new ArrayList<Bson>();
    TEXTS.forEach((theirs, ours) -> changes.add(set(ours, text(flow.path(theirs)))));
    JSON_TEXTS.forEach((theirs, ours) -> changes.add(set(ours, text(flow.path(theirs)))));
    int size = JSON_TEXTS.keySet().stream().mapToInt(key -> length(flow.path(key))).sum();
    if (size > MAX_CHARACTERS) throw new IllegalArgumentException("it is too large");
    changes.add(set("deployed", flow.path("deployed").asBoolean(false)));
    changes.add(set("is_public", flow.path("isPublic").asBoolean(false)));
    changes.add(set("created_date", date(flow.path("createdDate"))));
    changes.add(set("updated_date", date(flow.path("updatedDate"))));
    return combine(changes);
  }

  private static @Nullable String text(JsonNode node) {
    if (node.isString()) return node.stringValue();
    return node.isContainer() ? node.toString() : null;
  }

  private static int length(JsonNode node) {
    String text = text(node);
    return text == null ? 0 : text.length();
  }

  private static @Nullable Date date(JsonNode node) {
    try {
      return node.isString() ? Date.from(Instant.parse(node.stringValue())) : null;
    } catch (DateTimeParseException other) {
      return null;
    }
  }
}
