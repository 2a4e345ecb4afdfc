package io.flowmeter.proxy.credit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How accounting is asked.
 *
 * @param url with or without {@code /api}
 * @param maxConnections open calls at one time
 * @param connectTimeout for a new connection
 * @param answerTimeout for one try
 * @param tries for one hold; each is the same request, which accounting applies once
 * @param retryPause before the second try; doubles, and is varied by half up and down
 * @param tokenLifetime of the token that names this service
 * @param circuitCalls the last tries that decide whether accounting is given up for a while: when
 *     half of them or more failed
 * @param circuitOpenTime how long it is given up; nobody waits for it meanwhile
 */
@ConfigurationProperties("flowmeter.accounting")
record CreditSettings(
    String url,
    @DefaultValue("200") int maxConnections,
    @DefaultValue("1s") Duration connectTimeout,
    @DefaultValue("3s") Duration answerTimeout,
    @DefaultValue("3") int tries,
    @DefaultValue("100ms") Duration retryPause,
    @DefaultValue("2m") Duration tokenLifetime,
    @DefaultValue("20") int circuitCalls,
    @DefaultValue("5s") Duration circuitOpenTime) {}
