package io.flowmeter.auth.audit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param retention how long entries are kept here; on the topic they stay
 */
@ConfigurationProperties("flowmeter.audit")
record AuditSettings(@DefaultValue("400d") Duration retention) {}
