package io.flowmeter.proxy.journal;

import io.flowmeter.identity.UserId;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * A message of the predecessor.
 *
 * @param answer false: a question
 * @param content a question's text, or an answer's events as a JSON array
 * @param metadata the answer's other events
 */
public record OldMessage(
    String id,
    String sessionId,
    UserId user,
    String chatflowId,
    boolean answer,
    String content,
    JsonNode metadata,
    Instant createdAt) {}
