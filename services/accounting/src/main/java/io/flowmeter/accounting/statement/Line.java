package io.flowmeter.accounting.statement;

import java.time.Instant;

/**
 * One booking.
 *
 * @param change of the balance; an allocation that pays a debt raises it by all of it
 * @param balance after it
 * @param details in the words of who gave or took, or what was used
 */
record Line(
    Instant occurredAt, Instant bookedAt, String kind, long change, long balance, String details) {}
