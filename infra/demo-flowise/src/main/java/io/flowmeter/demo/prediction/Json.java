package io.flowmeter.demo.prediction;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON as JavaScript writes it: members in the order in which they were set, no white space. */
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  public static JsonNode text(@Nullable String value) {
    return value == null
        ? JsonNodeFactory.instance.nullNode()
        : JsonNodeFactory.instance.stringNode(value);
  }

  public static JsonNode parse(String json) {
    return MAPPER.readTree(json);
  }

  public static String error(int status, String message) {
    ObjectNode error = object();
    error.put("statusCode", status).put("success", false).put("message", message);
    error.putObject("stack");
    return error.toString();
  }

  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }
}
