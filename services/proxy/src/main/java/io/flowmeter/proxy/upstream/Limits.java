package io.flowmeter.proxy.upstream;

import java.time.Duration;

/** How long a call of Flowise may take in each of its phases. */
public record Limits(Duration firstByte, Duration idle, Duration total) {}
