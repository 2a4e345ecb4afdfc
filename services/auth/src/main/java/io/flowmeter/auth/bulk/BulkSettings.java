package io.flowmeter.auth.bulk;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param maxBatch users of one batch
 * @param maxRows lines of one import
 * @param parallel rows that are worked on at a time
 * @param chunkRows rows after which progress is written down
 * @param silence after which an import that says nothing counts as interrupted
 * @param maxCredits that a row may ask for
 */
@ConfigurationProperties("flowmeter.bulk")
record BulkSettings(
    @DefaultValue("1000") int maxBatch,
    @DefaultValue("20000") int maxRows,
    @DefaultValue("4") int parallel,
    @DefaultValue("100") int chunkRows,
    @DefaultValue("1m") Duration silence,
    @DefaultValue("1000000000") long maxCredits) {}
