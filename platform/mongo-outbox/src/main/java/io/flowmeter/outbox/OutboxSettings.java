package io.flowmeter.outbox;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings below {@code flowmeter.outbox}.
 *
 * @param collections collections whose documents carry an outbox
 * @param poll how often is looked for events that nobody signalled: those of a killed instance
 * @param grace how long the instance that committed an event has it to itself
 * @param batchDocuments documents published together at most
 * @param batchWait pause after documents were published, in which the next ones gather
 * @param queueDocuments signals that wait at most; further ones are left to the poll
 * @param retryPause pause after a failure; doubles up to the poll interval
 */
@ConfigurationProperties("flowmeter.outbox")
public record OutboxSettings(
    @DefaultValue List<String> collections,
    @DefaultValue("1s") Duration poll,
    @DefaultValue("5s") Duration grace,
    @DefaultValue("500") int batchDocuments,
    @DefaultValue("20ms") Duration batchWait,
    @DefaultValue("10000") int queueDocuments,
    @DefaultValue("200ms") Duration retryPause) {}
