package io.flowmeter.proxy.journal;

import io.flowmeter.proxy.completion.Credits;
import io.flowmeter.proxy.completion.Outcome;
import java.util.Optional;
import java.util.UUID;

/**
 * A completion as it was recorded, for whoever asks the same again.
 *
 * @param outcome empty while it is in progress
 */
public record Recorded(
    String userId,
    UUID sessionId,
    String requestHash,
    Optional<Outcome> outcome,
    String shown,
    Credits credits) {}
