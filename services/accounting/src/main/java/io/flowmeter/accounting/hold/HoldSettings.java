package io.flowmeter.accounting.hold;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param lifetime how long a hold waits for its usage
 * @param sweepBatch expired holds released per transaction, about
 */
@ConfigurationProperties("flowmeter.holds")
record HoldSettings(@DefaultValue("15m") Duration lifetime, @DefaultValue("500") int sweepBatch) {}
