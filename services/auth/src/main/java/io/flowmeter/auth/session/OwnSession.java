package io.flowmeter.auth.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session as its owner sees it.
 *
 * @param address from where it was started
 * @param userAgent with which client
 */
record OwnSession(
    String id,
    Instant startedAt,
    Instant lastUsedAt,
    Instant expiresAt,
    @Nullable String address,
    @Nullable String userAgent) {}
