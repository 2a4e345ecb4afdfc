package io.flowmeter.auth.verification;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param lifetime of a code, from when its letter is sent
 * @param attempts how many wrong codes an address may be given before its code is void
 * @param guesses how many wrong codes without an address may be given, by anybody, before the codes
 *     of that time need their address beside them
 * @param codesPerWindow how many codes one account gets within the window
 */
@ConfigurationProperties("flowmeter.verification")
record VerificationSettings(
    @DefaultValue("15m") Duration lifetime,
    @DefaultValue("5") int attempts,
    @DefaultValue("100") int guesses,
    @DefaultValue("10") int codesPerWindow,
    @DefaultValue("1h") Duration window) {}
