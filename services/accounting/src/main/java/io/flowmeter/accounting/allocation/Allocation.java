package io.flowmeter.accounting.allocation;

import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Credits that were given, and what is left of them. */
record Allocation(
    long id, UserId userId, Credits total, Credits remaining, @Nullable Instant expiresAt) {}
