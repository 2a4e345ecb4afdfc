package io.flowmeter.accounting.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A hold as the predecessor's clients know it. */
record Session(
    long id,
    String sessionId,
    String userId,
    @Nullable String modelId,
    long estimatedCredits,
    long allocatedCredits,
    @Nullable Long usedCredits,
    String status,
    Instant startedAt,
    @Nullable Instant completedAt) {}
