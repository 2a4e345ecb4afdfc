package io.flowmeter.eventing.revocation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings below {@code flowmeter.revocation}.
 *
 * @param longestLifetime the longest that auth may be set to let an access token live; an older one
 *     is refused, since nobody remembers whether it was revoked
 * @param clockSkew how far the clocks of auth, the broker and this service may be apart
 * @param maxPeople how many revocations are remembered at most
 * @param startLimit how long a start waits for the facts of that time before it goes on and refuses
 *     everybody until they are read
 */
@ConfigurationProperties("flowmeter.revocation")
record RevocationSettings(
    @DefaultValue("24h") Duration longestLifetime,
    @DefaultValue("1m") Duration clockSkew,
    @DefaultValue("1000000") int maxPeople,
    @DefaultValue("5s") Duration startLimit) {}
