package io.flowmeter.proxy.credit;

import io.flowmeter.proxy.completion.Price;

/**
 * Credits that are set aside for a completion.
 *
 * @param availableAfter what the person can spend besides
 */
public record Hold(Price price, long availableAfter) {}
