package io.flowmeter.accounting.replay;

import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.identity.UserId;

/** Credits that this service gave or took, as it told of them itself. */
record CreditFact(UserId userId, Fact fact, String reason, String by) {}
