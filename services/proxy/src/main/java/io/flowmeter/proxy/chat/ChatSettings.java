package io.flowmeter.proxy.chat;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of a chat.
 *
 * @param maxOpenCompletions made at one time by this instance
 * @param maxAdmissions under their checks at one time, before Flowise is asked; below the store's
 *     connections
 * @param admissionWait how long a question waits for its checks to begin
 * @param maxQuestionCharacters of one question
 * @param maxHistoryMessages that a client may bring along
 * @param maxOverrideCharacters of the settings that a client may send along
 * @param sessionWait how long a question waits for the answer before it in the same session
 * @param heartbeat a comment is sent after this time without an event
 * @param streamQueueSize of the events that wait for a slow client, at most
 * @param clientStall a client that takes no event for this time is gone
 * @param afterDisconnect how long an answer is read on after its client has gone
 * @param progressInterval how often leases are renewed and growing answers saved; well below the
 *     lease
 * @param storeRetryTime how long a finished answer is kept for a store that is away
 * @param shutdownWait how long answers may take to end when the service is stopped
 */
@ConfigurationProperties("flowmeter.proxy")
record ChatSettings(
    @DefaultValue("1000") int maxOpenCompletions,
    @DefaultValue("64") int maxAdmissions,
    @DefaultValue("10s") Duration admissionWait,
    @DefaultValue("50000") int maxQuestionCharacters,
    @DefaultValue("100") int maxHistoryMessages,
    @DefaultValue("16000") int maxOverrideCharacters,
    @DefaultValue("30s") Duration sessionWait,
    @DefaultValue("15s") Duration heartbeat,
    @DefaultValue("256KB") DataSize streamQueueSize,
    @DefaultValue("30s") Duration clientStall,
    @DefaultValue("5m") Duration afterDisconnect,
    @DefaultValue("5s") Duration progressInterval,
    @DefaultValue("2m") Duration storeRetryTime,
    @DefaultValue("25s") Duration shutdownWait) {}
