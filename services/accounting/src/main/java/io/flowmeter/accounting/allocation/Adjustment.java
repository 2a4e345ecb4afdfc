package io.flowmeter.accounting.allocation;

import io.flowmeter.identity.UserId;

/** A balance that was corrected, and what it was before and after. */
record Adjustment(UserId userId, long credits, long previous, long next) {}
