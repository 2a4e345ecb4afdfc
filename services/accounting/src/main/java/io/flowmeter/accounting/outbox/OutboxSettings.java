package io.flowmeter.accounting.outbox;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param batchEvents events published per claim at most
 * @param pollInterval how often it looks for events of other instances, or of before a crash
 * @param retryPause pause after a publication failed
 */
@ConfigurationProperties("flowmeter.outbox")
record OutboxSettings(
    @DefaultValue("500") int batchEvents,
    @DefaultValue("1s") Duration pollInterval,
    @DefaultValue("1s") Duration retryPause) {}
