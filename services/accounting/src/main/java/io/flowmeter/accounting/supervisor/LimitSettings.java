package io.flowmeter.accounting.supervisor;

import io.flowmeter.accounting.ledger.Credits;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What applies until an administrator says otherwise.
 *
 * @param perAllocation credits given or taken at a time
 * @param perMonth credits given in a month of UTC
 */
@ConfigurationProperties("flowmeter.supervisors")
record LimitSettings(
    @DefaultValue("1000") long perAllocation, @DefaultValue("10000") long perMonth) {

  Limit limit() {
    return new Limit(Credits.of(perAllocation), Credits.of(perMonth));
  }
}
