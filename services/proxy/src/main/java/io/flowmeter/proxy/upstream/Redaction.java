package io.flowmeter.proxy.upstream;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What of an event a person may see. Agentflow events carry system prompts, addresses of models and
 * ids of credentials: of their nodes only what is listed here passes. Everywhere else, what is
 * known to be secret is taken out.
 */
final class Redaction {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Pattern ADDRESS = Pattern.compile("\\bhttps?://[^\\s\"'<>]+");
  private static final int MAX_ERROR_CHARACTERS = 500;

  private static final Set<String> NODE =
      Set.of("nodeId", "nodeLabel", "previousNodeIds", "status", "iterationIndex", "parentNodeId");
  private static final Set<String> OUTPUT =
      Set.of(
          "question",
          "form",
          "content",
          "timeMetadata",
          "usageMetadata",
          "calledTools",
          "usedTools",
          "sourceDocuments",
          "artifacts",
          "fileAnnotations");

  /** Names that are secret at any depth, in lower case. */
  private static final Set<String> SECRET =
      Set.of(
          "flowise_credential_id",
          "credential",
          "credentialid",
          "apikey",
          "basepath",
          "baseoptions",
          "baseurl",
          "systemmessage",
          "systemprompt",
          "systemmessageprompt",
          "instructions");

  private Redaction() {}

  static UpstreamEvent of(UpstreamEvent event) {
    return switch (event.name()) {
      case "token", "start", "end" -> event;
      case "error" -> UpstreamEvent.of("error", error(event.text()));
      case "agentFlowExecutedData" -> UpstreamEvent.of(event.name(), nodes(event.data()));
      default ->
          event.data().isContainer()
              ? UpstreamEvent.of(event.name(), withoutSecrets(event.data()))
              : event;
    };
  }

  /** An upstream's complaint without the addresses in it, bounded. */
  static String error(String message) {
    String clean = ADDRESS.matcher(message).replaceAll("(address)");
    return clean.length() <= MAX_ERROR_CHARACTERS
        ? clean
        : clean.substring(0, MAX_ERROR_CHARACTERS);
  }

  private static ArrayNode nodes(JsonNode executed) {
    ArrayNode visible = JSON.arrayNode();
    for (JsonNode node : executed) visible.add(node(node));
    return visible;
  }

  private static ObjectNode node(JsonNode node) {
    ObjectNode visible = JSON.objectNode();
    copy(node, visible, NODE);
    JsonNode data = node.path("data");
    ObjectNode visibleData = visible.putObject("data");
    copy(data, visibleData, Set.of("id", "name"));
    if (data.path("error").isString()) {
      visibleData.put("error", error(data.path("error").stringValue()));
    }
    JsonNode question = data.path("input").path("question");
    if (question.isString()) visibleData.putObject("input").set("question", question);
    copy(data.path("output"), visibleData.putObject("output"), OUTPUT);
    return visible;
  }

  private static void copy(JsonNode from, ObjectNode to, Set<String> names) {
    from.properties().stream()
        .filter(field -> names.contains(field.getKey()))
        .forEach(field -> to.set(field.getKey(), withoutSecrets(field.getValue())));
  }

  private static JsonNode withoutSecrets(JsonNode node) {
    if (node.isArray()) {
      ArrayNode visible = JSON.arrayNode();
      for (JsonNode item : node) if (!isSystemMessage(item)) visible.add(withoutSecrets(item));
      return visible;
    }
    if (!node.isObject()) return node;
    ObjectNode visible = JSON.objectNode();
    node.properties().stream()
        .filter(field -> !isSecret(field.getKey()))
        .forEach(field -> visible.set(field.getKey(), visible(field.getKey(), field.getValue())));
    return visible;
  }

  private static JsonNode visible(String name, JsonNode value) {
    return name.equals("error") && value.isString()
        ? JSON.stringNode(error(value.stringValue()))
        : withoutSecrets(value);
  }

  private static boolean isSecret(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return SECRET.contains(lower) || lower.endsWith("modelconfig");
  }

  private static boolean isSystemMessage(JsonNode item) {
    return "system".equals(item.path("role").asString(""));
  }
}
