package io.flowmeter.auth.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * Which entries somebody wants to see, newest first.
 *
 * @param before an entry's id: only what is older, which is the next page
 */
public record AuditFilter(
    Optional<String> userId,
    Optional<String> actorId,
    Optional<String> action,
    Optional<String> outcome,
    Optional<String> clientAddress,
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<String> before,
    int limit) {}
