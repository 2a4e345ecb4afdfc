package io.flowmeter.proxy.completion;

import io.flowmeter.identity.UserId;
import io.flowmeter.proxy.upstream.ChatflowId;
import java.time.Instant;
import java.util.UUID;

/** A completion for which credits are held. It ends with exactly one settlement. */
public record Authorised(
    CompletionId id,
    UserId userId,
    ChatflowId chatflow,
    UUID sessionId,
    String question,
    Price price,
    Instant startedAt) {}
