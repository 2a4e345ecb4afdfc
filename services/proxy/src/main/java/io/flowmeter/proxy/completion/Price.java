package io.flowmeter.proxy.completion;

/**
 * What a completion costs, fixed when it was authorised.
 *
 * @param credits the flat price, and what is held for it
 */
public record Price(Credits credits, String rateCardVersion) {}
