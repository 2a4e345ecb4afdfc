package io.flowmeter.proxy.chat;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.proxy.file.Upload;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The body of a chat.
 *
 * @param overrideConfig only the keys that an administrator allowed for the flow are passed on: it
 *     could replace prompts and credentials
 */
record ChatRequest(
    @Nullable String question,
    @JsonProperty("chatflow_id") @Nullable String chatflowId,
    @Nullable Map<String, JsonNode> overrideConfig,
    @Nullable List<@Nullable Message> history,
    @Nullable String sessionId,
    @Nullable List<@Nullable Upload> uploads) {

  record Message(@Nullable String role, @Nullable String content) {}
}
