package io.flowmeter.proxy.chat;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of a chat.
 *
 * @param overrideConfig accepted for the predecessor's clients, and not passed on: it could replace
 *     prompts and credentials
 */
record ChatRequest(
    @Nullable String question,
    @JsonProperty("chatflow_id") @Nullable String chatflowId,
    @Nullable Map<String, Object> overrideConfig,
    @Nullable List<@Nullable Message> history,
    @Nullable String sessionId,
    @Nullable List<Object> uploads) {

  record Message(@Nullable String role, @Nullable String content) {}
}
