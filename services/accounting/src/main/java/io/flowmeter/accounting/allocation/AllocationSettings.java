package io.flowmeter.accounting.allocation;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param defaultExpiryDays how long credits last when the request does not say
 * @param maxExpiryDays the longest that a request may say; "never" is always allowed
 */
@ConfigurationProperties("flowmeter.allocations")
record AllocationSettings(
    @DefaultValue("30") long defaultExpiryDays, @DefaultValue("36500") long maxExpiryDays) {}
