package io.flowmeter.accounting.hold;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param lifetime how long a hold waits for its usage
 * @param sweepBatch expired holds released per transaction, about
 * @param deciders decisions under way in this instance at most; each takes a connection
 * @param decisionBatch requests decided together at most
 * @param queue requests that may wait for each decider; more are refused
 * @param decisionLimit how long a request waits for its decision; shorter than whoever asks waits
 *     for the answer (the proxy 3 s), so that nothing is held for those who are gone
 */
@ConfigurationProperties("flowmeter.holds")
record HoldSettings(
    @DefaultValue("15m") Duration lifetime,
    @DefaultValue("500") int sweepBatch,
    @DefaultValue("4") int deciders,
    @DefaultValue("250") int decisionBatch,
    @DefaultValue("2000") int queue,
    @DefaultValue("2s") Duration decisionLimit) {}
