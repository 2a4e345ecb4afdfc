package io.flowmeter.proxy.upstream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Tokens as Flowise reports them, and the model where it names one.
 *
 * @param input tokens sent to models
 * @param output tokens that models produced
 */
public record TokenUsage(long input, long output, @Nullable String model) {
  public boolean isNone() {
    return input == 0 && output == 0;
  }

  /**
   * The sum over the nodes of an {@code agentFlowExecutedData}. A node's own total counts its last
   * call twice when it used tools, so the calls are added up: the last one from the node's output,
   * those before it from the messages that asked for tools.
   */
  static TokenUsage of(JsonNode executedData) {
    long input = 0;
    long output = 0;
    String model = null;
    for (JsonNode node : executedData) {
      JsonNode data = node.path("data");
      JsonNode last = data.path("output").path("usageMetadata");
      input += count(last, "input_tokens");
      output += count(last, "output_tokens");
      for (JsonNode message : data.path("input").path("messages")) {
        if (message.path("tool_calls").isEmpty()) continue;
        input += count(message.path("usage_metadata"), "input_tokens");
        output += count(message.path("usage_metadata"), "output_tokens");
      }
      JsonNode named = data.path("output").path("responseMetadata").path("model_name");
      if (named.isString()) model = named.stringValue();
    }
    return new TokenUsage(input, output, model);
  }

  private static long count(JsonNode usage, String name) {
    return Math.max(0, usage.path(name).asLong(0));
  }
}
