package io.flowmeter.demo.prediction;

import java.time.Clock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What an agentflow tells about its two nodes, a start and one language model. */
final class AgentflowTrace {
  static final String START_ID = "startAgentflow_0";
  static final String START_LABEL = "Start";
  static final String MODEL_ID = "llmAgentflow_0";
  static final String MODEL_LABEL = "LLM";

  static final String MODEL = "demo-1";
  static final String SYSTEM_PROMPT = "You are a demo";
  static final String MODEL_URL = "http://models.invalid/v1";
  private static final String CREDENTIAL_ID = "d3300000-0000-4000-8000-00000000c0de";

  private final Answer answer;
  private final Clock clock;
  private final long startedMillis;

  AgentflowTrace(Answer answer, Clock clock) {
    this.answer = answer;
    this.clock = clock;
    this.startedMillis = clock.millis();
  }

  ArrayNode started() {
    return Json.array().add(start());
  }

  /** In a stream Flowise adds the id of the model's credential: a thing not to be passed on. */
  ArrayNode finished(boolean streamed) {
    ObjectNode node = node(MODEL_ID, MODEL_LABEL);
    ObjectNode data = node.putObject("data");
    data.put("id", MODEL_ID).put("name", "llmAgentflow");
    data.set("input", input(streamed));
    data.set("output", output());
    data.putObject("state");
    ArrayNode history = data.putArray("chatHistory");
    history.add(message("user", answer.question().text()));
    history.add(message("user", answer.text()).put("name", "llm"));
    node.putArray("previousNodeIds").add(START_ID);
    node.put("status", "FINISHED");
    return started().add(node);
  }

  ArrayNode failed(String error) {
    ObjectNode node = node(MODEL_ID, MODEL_LABEL);
    node.putArray("previousNodeIds").add(START_ID);
    node.putObject("data").put("id", MODEL_ID).put("name", "llmAgentflow").put("error", error);
    node.put("status", "ERROR");
    return started().add(node);
  }

  ObjectNode usage() {
    ObjectNode usage =
        Json.object()
            .put("input_tokens", inputTokens())
            .put("output_tokens", outputTokens())
            .put("total_tokens", inputTokens() + outputTokens());
    usage.putObject("input_token_details");
    usage.putObject("output_token_details");
    return usage;
  }

  int inputTokens() {
    return words(SYSTEM_PROMPT) + words(answer.question().text());
  }

  int outputTokens() {
    return answer.tokens().size();
  }

  private ObjectNode start() {
    JsonNode asked = answer.question().raw();
    ObjectNode node = node(START_ID, START_LABEL);
    ObjectNode data = node.putObject("data");
    data.put("id", START_ID).put("name", "startAgentflow");
    ObjectNode input = data.putObject("input");
    ObjectNode output = data.putObject("output");
    if (asked != null) {
      input.set("question", asked);
      output.set("question", asked);
    }
    data.putObject("state");
    node.putArray("previousNodeIds");
    node.put("status", "FINISHED");
    return node;
  }

  private ObjectNode input(boolean streamed) {
    ObjectNode input = Json.object();
    ArrayNode messages = input.putArray("messages");
    messages.add(message("system", SYSTEM_PROMPT));
    if (answer.question().raw() != null) {
      messages.add(message("user", answer.question().text()));
    }
    input
        .put("llmModel", "chatOpenAI")
        .put("llmEnableMemory", true)
        .put("llmMemoryType", "allMessages")
        .put("llmMemoryWindowSize", "20")
        .put("llmMemoryMaxTokenLimit", "2000")
        .put("llmReturnResponseAs", "userMessage");
    ObjectNode model = input.putObject("llmModelConfig");
    model.put("cache", "").put("modelName", MODEL).put("temperature", 0);
    model.put("streaming", true).put("allowImageUploads", true).put("maxTokens", "");
    model.put("topP", "").put("frequencyPenalty", "").put("presencePenalty", "");
    model.put("timeout", "").put("strictToolCalling", "").put("stopSequence", "");
    model.put("basepath", MODEL_URL).put("baseOptions", "").put("llmModel", "chatOpenAI");
    if (streamed) {
      model.put("FLOWISE_CREDENTIAL_ID", CREDENTIAL_ID);
    }
    return input;
  }

  private ObjectNode output() {
    ObjectNode output = Json.object().put("content", answer.text());
    long endedMillis = clock.millis();
    output
        .putObject("timeMetadata")
        .put("start", startedMillis)
        .put("end", endedMillis)
        .put("delta", endedMillis - startedMillis);
    output.putArray("calledTools");
    output.set("usageMetadata", usage());
    ObjectNode response = output.putObject("responseMetadata");
    response.put("prompt", 0).put("completion", 0).put("model_provider", "openai");
    response
        .putObject("usage")
        .put("prompt_tokens", inputTokens())
        .put("completion_tokens", outputTokens())
        .put("total_tokens", inputTokens() + outputTokens());
    response.put("finish_reason", "stop").put("system_fingerprint", "fp_fake");
    response.put("model_name", MODEL);
    return output;
  }

  private static ObjectNode node(String id, String label) {
    return Json.object().put("nodeId", id).put("nodeLabel", label);
  }

  private static ObjectNode message(String role, String content) {
    return Json.object().put("role", role).put("content", content);
  }

  private static int words(String text) {
    return text.isBlank() ? 0 : text.strip().split("\\s+", -1).length;
  }
}
