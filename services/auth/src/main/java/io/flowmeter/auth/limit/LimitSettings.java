package io.flowmeter.auth.limit;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param trustedProxies addresses and networks whose X-Forwarded-For is believed
 * @param freeFailures wrong passwords in a row before an account is locked
 * @param firstLock how long the first time; doubles with each further wrong password
 * @param longestLock where the doubling ends
 * @param failureMemory after which without a wrong password the count begins anew
 * @param addressBurst how many costly or refused requests a client address may make at once; sized
 *     for a school of 500 behind one address
 * @param addressPerSecond how many of them it regains each second
 * @param maxTracked how many accounts, and how many addresses, are counted at most; those that were
 *     quiet for longest are forgotten first
 */
@ConfigurationProperties("flowmeter.limits")
record LimitSettings(
    @DefaultValue({"127.0.0.0/8", "::1"}) List<String> trustedProxies,
    @DefaultValue("5") int freeFailures,
    @DefaultValue("1s") Duration firstLock,
    @DefaultValue("15m") Duration longestLock,
    @DefaultValue("24h") Duration failureMemory,
    @DefaultValue("2000") int addressBurst,
    @DefaultValue("2") double addressPerSecond,
    @DefaultValue("100000") int maxTracked) {}
