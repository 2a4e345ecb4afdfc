package io.flowmeter.proxy.migration;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Rows as the predecessor's proxy has them; times are ISO 8601. */
interface OldChats {

  record Session(
      @JsonProperty("session_id") @Nullable String sessionId,
      @JsonProperty("user_id") @Nullable String userId,
      @JsonProperty("chatflow_id") @Nullable String chatflowId,
      @Nullable String topic,
      @JsonProperty("created_at") @Nullable String createdAt) {}

  record Message(
      @Nullable String id,
      @JsonProperty("session_id") @Nullable String sessionId,
      @JsonProperty("user_id") @Nullable String userId,
      @JsonProperty("chatflow_id") @Nullable String chatflowId,
      @Nullable String role,
      @Nullable String content,
      @Nullable JsonNode metadata,
      @JsonProperty("created_at") @Nullable String createdAt) {}

  /**
   * @param data the bytes in base64; may be left out where nothing is applied
   */
  record File(
      @Nullable String id,
      @JsonProperty("session_id") @Nullable String sessionId,
      @JsonProperty("message_id") @Nullable String messageId,
      @JsonProperty("user_id") @Nullable String userId,
      @JsonProperty("chatflow_id") @Nullable String chatflowId,
      @Nullable String name,
      @JsonProperty("uploaded_at") @Nullable String uploadedAt,
      @Nullable String data) {}

  /**
   * @param chatflowId Flowise's, where the predecessor's row has one of its own
   * @param assignedBy may be left out
   */
  record Assignment(
      @JsonProperty("user_id") @Nullable String userId,
      @JsonProperty("chatflow_id") @Nullable String chatflowId,
      @JsonProperty("assigned_at") @Nullable String assignedAt,
      @JsonProperty("assigned_by") @Nullable String assignedBy) {}
}
